#!/usr/bin/env bash
# Feeds every target of .build-fuzz/release/fuzz, or those named, with $RUNS inputs each; fails with the input that broke one.
set -euo pipefail

readonly fuzz=.build-fuzz/release/fuzz
readonly runs=${RUNS:-1000000}
readonly found=fuzz-output
targets=("$@")
((${#targets[@]})) || targets=(npy npz csv png pgm json cost plan potentials map path prior expression flow checkpoint interface)

# Swift's own report of a trap would wait for a debugger; the sanitizer's is enough. Its leak check is off: it reports
# Foundation's own.
export SWIFT_BACKTRACE=enable=no ASAN_OPTIONS=detect_leaks=0:allocator_may_return_null=1
export OPENBLAS_NUM_THREADS=1
for target in "${targets[@]}"; do
  mkdir -p "$found/$target"
  echo "fuzz: $target, $runs runs"
  "$fuzz" "$target" -runs="$runs" -max_len=4096 -timeout=60 -rss_limit_mb=4096 -artifact_prefix="$found/$target-" \
    -print_final_stats=1 "$found/$target" "Fuzz/corpus/$target" </dev/null >"$found/$target.log" 2>&1 \
    || { tail -n 40 "$found/$target.log"; echo "fuzz: $target failed; the input is beside $found/$target.log" >&2; exit 1; }
  grep -E "stat::number_of_executed_units|stat::average_exec_per_sec" "$found/$target.log"
done
rm -f /dev/shm/fuzz-*.{npy,npz,csv,png,pgm,json}
