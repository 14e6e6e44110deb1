#!/bin/sh
# Writes secrets of this machine's own, where there are none yet, and gives volumes to those who
# write them. Whoever has the volume `secrets` has all that the platform encrypts.
set -eu
umask 077

nonroot=65532 postgres=999

random() { head -c 32 /dev/urandom | base64; }
word() { head -c 24 /dev/urandom | base64 | tr '+/' '-_'; }

# owned USER FILE: standard input, for this user alone. It is there entirely or not at all.
owned() {
  # What an earlier run has left may be replaced, but not written to.
  rm -f "$2.new"
  cat >"$2.new"
  chown "$1:$1" "$2.new"
  mv "$2.new" "$2"
}

chown "$nonroot:$nonroot" /objects /credentials /backups
# They have to be found by users whom nothing here belongs to.
chmod 711 /run/almanac
cd /run/almanac
# Written last, so it is there when all are.
[ ! -e almanac.env ] || exit 0

password=$(word) key=$(word) secret=$(word)
printf '%s' "$password" | owned "$postgres" postgres
owned "$nonroot" s3.json <<JSON
{"identities": [{"name": "almanac", "credentials": [{"accessKey": "$key", "secretKey": "$secret"}],
  "actions": ["Admin", "Read", "Write", "List", "Tagging"]}]}
JSON
owned "$nonroot" bucket.curl <<CURL
user = "$key:$secret"
CURL
owned "$nonroot" almanac.env <<ENV
DATABASE_URL=postgres://almanac:$password@postgres:5432/almanac
ALMANAC_SECRET_KEYS=$(random)
ALMANAC_INTERNAL_TOKEN=$(word)
AWS_ACCESS_KEY_ID=$key
AWS_SECRET_ACCESS_KEY=$secret
ENV
