"""The shell script that ``openssl_files`` fills in."""

SCRIPT = r"""#!/bin/sh
# Makes keys and requests, and signs requests, offline with OpenSSL 3.0. README.txt says what to type.
set -eu
umask 077
LC_ALL=C
export LC_ALL

# For each certificate: its number in openssl.cnf, its files' name, its key's label in a URI, a subject to force.
certificates() {
@CERTIFICATES@
}

fail() {
  printf '%s\n' "issue.sh: $1" >&2
  exit 2
}

say() {
  printf '%s\n' "$1"
}

clean() {
  rm -f "$part" "$log"
  [ -z "$reserved" ] || rm -f "$reserved"
}

chosen() {
  case $wanted in
    '  ' | *" $1 "*) return 0 ;;
  esac
  return 1
}

know() {
  [ "$2" != "$name" ] || known=yes
}

absolute() {
  case $1 in
    '' | /* | pkcs11:*) printf '%s' "$1" ;;
    *) printf '%s' "$PWD/$1" ;;
  esac
}

# Runs openssl; what it says is shown only where it fails. It asks for passphrases on the terminal.
quietly() {
  openssl "$@" 2>"$log" || {
    cat "$log" >&2
    fail "openssl $1 failed; $name is left as it was"
  }
  rm -f "$log"
}

make_key() {
  file=./$1.key
  if [ -e "$file" ] || [ -L "$file" ]; then
    say "$1.key is there and kept"
    return 0
  fi
  (set -C && : >"$file") || fail "$1.key cannot be made"
  reserved=$file
  set -- @KEY_OPTIONS@ -out "$part"
  [ -z "${KEY_PASSPHRASE:-}" ] || set -- "$@" -aes-256-cbc -pass env:KEY_PASSPHRASE
  quietly genpkey "$@"
  mv -f "$part" "$file"
  reserved=
}

make_request() {
  chosen "$2" || return 0
  name=$2 number=$1 label=$3 subject=$4
  [ -n "$hsm_keys" ] || make_key "$name"
  set -- -new -batch -config openssl.cnf -section "request_$number" -out "$part"
  [ -z "$subject" ] || set -- "$@" -subj "$subject"
  if [ -n "$hsm_keys" ]; then
    uri="$hsm_keys;object=$label;type=private"
    [ -z "$hsm_pin_file" ] || uri="$uri?pin-source=file:$hsm_pin_file"
    set -- "$@" -engine "$engine" -keyform engine -key "$uri"
  else
    set -- "$@" -key "./$name.key"
    [ -z "${KEY_PASSPHRASE:-}" ] || set -- "$@" -passin env:KEY_PASSPHRASE
  fi
  quietly req "$@"
  chmod 644 "$part"
  mv -f "$part" "./$name.csr"
  say "$name.csr is made"
}

sign_request() {
  chosen "$2" || return 0
  name=$2 number=$1
  if [ -e "./$name.pem" ] && [ -z "$(find "./$name.csr" -newer "./$name.pem" 2>/dev/null)" ]; then
    say "$name.pem is there and kept, since its request is no newer"
    return 0
  fi
  [ -f "./$name.csr" ] || fail "$name.csr is not there; make it with: sh issue.sh request"
  set -- -batch -notext -preserveDN -config openssl.cnf -name issue -extensions "certificate_$number"
  set -- "$@" -days "${DAYS:-@DAYS@}" -cert "$ca_cert" -keyfile "$ca_key" -in "./$name.csr" -out "$part"
  case $ca_key in
    pkcs11:*) set -- "$@" -engine "$engine" -keyform engine ;;
  esac
  [ -z "${CA_PASSPHRASE:-}" ] || set -- "$@" -passin env:CA_PASSPHRASE
  quietly ca "$@"
  [ -z "$ca_chain" ] || cat "$ca_chain" >>"$part"
  chmod 644 "$part"
  mv -f "$part" "./$name.pem"
  say "$name.pem is issued"
}

step=${1:-}
[ $# -eq 0 ] || shift
case $step in
  request | sign) ;;
  *) fail 'type: sh issue.sh request, or: CA_CERT=ca.pem CA_KEY=ca.key sh issue.sh sign' ;;
esac
for name; do
  known=
  certificates know
  [ -n "$known" ] || fail "$name is none of these certificates"
done
wanted=" $* "
engine=${OPENSSL_ENGINE:-pkcs11}
hsm_keys=${HSM_KEYS:-}
hsm_pin_file=$(absolute "${HSM_PIN_FILE:-}")
ca_cert=$(absolute "${CA_CERT:-}")
ca_key=$(absolute "${CA_KEY:-}")
ca_chain=$(absolute "${CA_CHAIN:-}")
reserved='' name=''
part=./issue.part.$$ log=./issue.log.$$
cd "$(dirname "$0")"
trap clean EXIT
trap 'exit 130' INT TERM

if [ "$step" = request ]; then
  certificates make_request
else
  [ -n "$ca_cert" ] && [ -n "$ca_key" ] || fail 'CA_CERT and CA_KEY have to name the CA: its certificate and its key'
  for file in "$ca_cert" "$ca_key" ${ca_chain:+"$ca_chain"}; do
    case $file in
      pkcs11:*) ;;
      *) [ -f "$file" ] || fail "$file is not there" ;;
    esac
  done
  mkdir -p issue-state
  [ -e issue-state/index.txt ] || : >issue-state/index.txt
  certificates sign_request
fi
"""
"""``@CERTIFICATES@``, ``@KEY_OPTIONS@`` and ``@DAYS@`` are filled in."""
