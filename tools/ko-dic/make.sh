#!/bin/sh
# Makes dictionaries/ko-dic anew: needs Python with pip, cargo and their registries, about 700 MB of memory and five minutes.
set -eu
cd "$(dirname "$0")"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

python3 -m pip download --quiet --no-deps --dest "$work" python-mecab-ko-dic==2.1.1.post2
python3 -m zipfile -e "$work"/python_mecab_ko_dic-*.whl "$work/wheel"
cargo fetch --locked
settings=$(dirname "$(cargo metadata --format-version 1 --all-features | python3 -c '
import json, sys
print(next(p["manifest_path"] for p in json.load(sys.stdin)["packages"] if p["name"] == "lindera-ko-dic"))')")
cargo run --release --locked -- "$work/wheel/mecab_ko_dic/dictionary" "$settings" ../../dictionaries/ko-dic
