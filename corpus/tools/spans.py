"""spans.py DIR: recomputes the spans of DIR/gold/*.json from the quotes, after a text in DIR/docs was edited.

In: documents and gold with stale (or no) spans. Out: the gold files, rewritten one row a line; exit 1 and a line for each quote that no longer stands.
A quote that stands several times keeps the occurrence nearest to its old span; a row without a span may say `"nth": 2` (dropped once resolved)."""
import glob, json, os, sys

def places(text, quote):
    at = text.find(quote)
    while at >= 0:
        yield at
        at = text.find(quote, at + 1)

def resolve(text, row):
    """The row with its span, or None where the quote does not stand or is ambiguous."""
    found = list(places(text, row['text']))
    nth = row.pop('nth', None)
    if nth: start = found[nth - 1] if nth <= len(found) else None
    elif row.get('span'): start = min(found, key=lambda p: (abs(p - row['span'][0]), p), default=None)
    else: start = found[0] if len(found) == 1 else None
    return None if start is None else {'span': [start, start + len(row['text'])], **{k: v for k, v in row.items() if k != 'span'}}

def write(path, gold):
    lines = []
    for key, value in gold.items():
        if isinstance(value, list) and value:
            lines.append(f' {json.dumps(key)}: [\n' + ',\n'.join('  ' + json.dumps(r, ensure_ascii=False) for r in value) + '\n ]')
        else: lines.append(f' {json.dumps(key)}: {json.dumps(value, ensure_ascii=False)}')
    with open(path, 'w', encoding='utf-8') as f: f.write('{\n' + ',\n'.join(lines) + '\n}\n')

def main(folder):
    lost = 0
    for path in sorted(glob.glob(os.path.join(folder, 'gold', '*.json'))):
        with open(path, encoding='utf-8') as f: gold = json.load(f)
        with open(os.path.join(folder, 'docs', os.path.basename(path)), encoding='utf-8') as f: text = json.load(f)['text']
        for key, rows in gold.items():
            if not isinstance(rows, list): continue
            for n, row in enumerate(rows):
                if not row.get('text') or key in ('incidents', 'links'): continue
                new = resolve(text, row)
                if new is None: lost += 1; print(f'{path}: {key} {n}: {row["text"]!r} does not stand in the text, or not once')
                else: rows[n] = new
        write(path, gold)
    return lost

if __name__ == '__main__':
    if len(sys.argv) != 2: sys.exit(__doc__)
    sys.exit(main(sys.argv[1]) > 0)
