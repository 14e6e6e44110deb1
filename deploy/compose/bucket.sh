#!/bin/sh
# Makes the bucket, as soon as the object store answers. One that is there already stays.
set -eu

for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30; do
  status=$(curl --silent --max-time 10 --config /run/almanac/bucket.curl \
    --aws-sigv4 aws:amz:us-east-1:s3 --request PUT --output /dev/null \
    --write-out '%{http_code}' http://objects:8333/almanac) || true
  case $status in
    200 | 409) exit 0 ;;
  esac
  sleep 2
done
echo "the object store answers $status" >&2
exit 1
