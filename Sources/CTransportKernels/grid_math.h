// 2^x and log2 x of eight doubles. Included by grid_body.h once for each instruction set.

// 2^x for |x| <= 1022, relative error below 2^-52; 0 below -1021 and for NaN.
// 2^x = 2^n 2^f with n the nearest integer, |f| <= 1/2, and the minimax polynomial of degree 11 (3e-18).
OTK_INLINE void OTK_NAME(power_of_two)(v8d *value) {
  const double shifter = 0x1.8p52;
  v8d x = *value;
  v8d rounded = x + shifter;
  v8d f = x - (rounded - shifter);
  v8d p = f * 4.4352795678376004e-10 + 7.0741056456513295e-09;
  p = p * f + 1.0178198045153187e-07;
  p = p * f + 1.321543308959782e-06;
  p = p * f + 1.525273348992543e-05;
  p = p * f + 0.0001540353046251426;
  p = p * f + 0.0013333558146789994;
  p = p * f + 0.009618129107588335;
  p = p * f + 0.055504108664819925;
  p = p * f + 0.24022650695910155;
  p = p * f + 0.6931471805599453;
  p = p * f + 1.0;
  // n stands in the low bits of `rounded`; it is added to the exponent of the polynomial.
  v8i scaled = (v8i)p + ((v8i)rounded << 52);
  *value = (v8d)(scaled & (x > -1021.0));
}

// log2 x for normal x > 0, relative error of a few 2^-53; -infinity for x = 0.
// x = 2^k m with sqrt(1/2) <= m < sqrt 2, s = (m - 1) / (m + 1), log2 m = s q(s^2) with q minimax (1e-18).
OTK_INLINE void OTK_NAME(log_of_two)(v8d *value) {
  v8d x = *value;
  const long half_root = 0x3fe6a09e667f3bcdL;
  // Biased so that the shift is of a positive number.
  v8u offset = (v8u)x - (unsigned long)half_root + (1024UL << 52);
  v8u exponent = offset >> 52;
  v8d m = (v8d)((v8u)x - ((exponent - 1024UL) << 52));
  // An integer below 2^52 becomes a double as the low bits of 2^52.
  v8d k = (v8d)(exponent | 0x4330000000000000UL) - (0x1p52 + 1024.0);
  v8d s = (m - 1.0) / (m + 1.0), z = s * s;
  v8d q = z * 0.21367078472987186 + 0.2209118661176815;
  q = q * z + 0.26233440178471734;
  q = q * z + 0.3205985339254348;
  q = q * z + 0.41219858585107805;
  q = q * z + 0.5770780163454703;
  q = q * z + 0.9617966939259898;
  q = q * z + 2.8853900817779268;
  v8i empty = x <= 0.0;
  v8d result = s * q + k;
  const v8d none = {-INFINITY, -INFINITY, -INFINITY, -INFINITY,
                    -INFINITY, -INFINITY, -INFINITY, -INFINITY};
  *value = (v8d)(((v8i)none & empty) | ((v8i)result & ~empty));
}
