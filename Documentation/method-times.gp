# Draws method-times.png of the article "Choosing a method" from what MethodTimes printed.
#
#     gnuplot Documentation/method-times.gp
set terminal pngcairo size 1300,760 font 'Helvetica,20' noenhanced
set output 'Sources/OptimalTransport/OptimalTransport.docc/method-times.png'
set logscale xy
set border 3 lc rgb '#9a9a9a'; set tics tc rgb '#6b6b6b' out nomirror scale 0.5
set xtics ('1000' 1e3, '10 000' 1e4, '100 000' 1e5, '1 000 000' 1e6)
set ytics ('0.0001' 1e-4, '0.001' 1e-3, '0.01' 1e-2, '0.1' 0.1, '1' 1)
set xrange [150:3e6]; set yrange [5e-5:8]
set xlabel 'atoms, or cells of a grid' tc rgb '#222222'
set ylabel 'processor seconds' tc rgb '#222222'
set key at 3e6,6 right top Left reverse tc rgb '#222222' samplen 2
$simplex << end
250 0.0040
500 0.0098
1000 0.0239
2000 0.0803
4000 0.271
8000 1.05
end
$large << end
250 0.0304
500 0.106
1000 0.183
2000 0.757
4000 0.918
8000 3.17
end
$small << end
250 0.0425
500 0.169
1000 0.119
2000 0.415
4000 0.494
8000 1.47
end
$sorting << end
1000 0.0001
10000 0.0009
100000 0.0120
1000000 0.129
end
$maps << end
256 0.0041
1024 0.0331
4096 0.0324
16384 0.0431
65536 0.0980
end
plot $simplex using 1:2 with linespoints lw 3 pt 7 lc rgb '#0072b2' title 'simplex, points in the plane: exact', \
  $large using 1:2 with linespoints lw 3 pt 7 dt 2 lc rgb '#e69f00' title 'Sinkhorn, 10 %: known to 14 %', \
  $small using 1:2 with linespoints lw 3 pt 7 lc rgb '#d55e00' title 'Sinkhorn, 0.1 %: known to 0.1 %', \
  $maps using 1:2 with linespoints lw 3 pt 7 lc rgb '#009e73' title 'back-and-forth, grids: the map', \
  $sorting using 1:2 with linespoints lw 3 pt 7 lc rgb '#cc79a7' title 'sorting, points on the line: exact'
