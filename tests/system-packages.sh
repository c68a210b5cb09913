#!/usr/bin/env bash
# See to it that the programs which the tests drive are on this machine: a browser with fonts, PostgreSQL, pdftotext,
# and a spreadsheet program that opens what is exported.
# What counts is whether the program is there, however it came; only what is missing is installed, from Debian's packages.
set -euo pipefail

skip=",${PORTFOLIO_TEST_SKIP:-},"
missing=()

if [[ "$skip" == *,browser,* ]]; then
    echo "⚠ Testerna i webbläsare HOPPAS ÖVER (PORTFOLIO_TEST_SKIP)." >&2
elif [ -n "${PORTFOLIO_TEST_BROWSER:-}" ]; then
    if ! command -v "$PORTFOLIO_TEST_BROWSER" > /dev/null; then
        echo "✗ PORTFOLIO_TEST_BROWSER pekar på ett program som inte finns: $PORTFOLIO_TEST_BROWSER" >&2
        exit 1
    fi
else
    command -v chromium > /dev/null || missing+=(chromium)
    # Without this family the browser falls back on whatever lies nearest, and å, ä and ö may come out as empty boxes.
    [ -e /usr/share/fonts/truetype/dejavu/DejaVuSans.ttf ] || missing+=(fonts-dejavu-core)
fi

if [[ "$skip" == *,postgres,* ]]; then
    echo "⚠ Testerna mot PostgreSQL HOPPAS ÖVER (PORTFOLIO_TEST_SKIP)." >&2
elif [ -z "${PORTFOLIO_TEST_DATABASE_URL:-}" ] && ! compgen -G '/usr/lib/postgresql/*/bin/initdb' > /dev/null; then
    missing+=(postgresql)
fi

command -v pdftotext > /dev/null || missing+=(poppler-utils)
command -v soffice > /dev/null || missing+=(libreoffice-calc-nogui)

[ "${#missing[@]}" -gt 0 ] || exit 0

as_root=()
if [ "$(id -u)" -ne 0 ]; then
    if ! sudo -n true 2> /dev/null; then
        echo "✗ Testerna behöver program som saknas här. Kör: sudo apt-get install --no-install-recommends ${missing[*]}" >&2
        exit 1
    fi
    as_root=(sudo -n)
fi
if ! command -v apt-get > /dev/null; then
    echo "✗ Testerna behöver program som saknas här och som inte kan installeras med apt-get: ${missing[*]}" >&2
    exit 1
fi

echo "→ Installerar Debians paket ${missing[*]} …"
log=$(mktemp)
no_cluster=
cleanup() {
    rm -f "$log"
    if [ -n "$no_cluster" ]; then
        "${as_root[@]}" rm -f "$no_cluster"
    fi
}
trap cleanup EXIT

# Debian's package makes a database server for the whole machine and starts it; the tests make their own and want none
# of it. A file in this folder is the package's own way to be told so. It is taken away again, so that an administrator
# who installs a server later gets what the documentation promises, and nobody else's services are touched.
if [[ " ${missing[*]} " == *" postgresql "* ]]; then
    folder=/etc/postgresql-common/createcluster.d
    no_cluster=$folder/nyttoportfoljen-tests.conf
    "${as_root[@]}" mkdir -p "$folder"
    echo "create_main_cluster = false" | "${as_root[@]}" tee "$no_cluster" > /dev/null
fi

install_packages() {
    "${as_root[@]}" apt-get update \
        && "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
            apt-get install --yes --no-install-recommends -o DPkg::Lock::Timeout=300 "${missing[@]}"
}
# The packages' own chatter is of interest only when something goes wrong.
if ! install_packages > "$log" 2>&1 < /dev/null; then
    tail -n 40 "$log" >&2
    echo "✗ Installationen misslyckades, se ovan. Kör själv: sudo apt-get install ${missing[*]}" >&2
    exit 1
fi
echo "✓ Installerade ${missing[*]}."
