#!/usr/bin/env python3
"""usage: corpus/tools/readme.py WONIN   (in the root of the repository; WONIN is the program)

Ingests the corpus into a fresh database, runs every ```sql block of README.md with the stock sqlite3 shell, and writes what it prints
into the ```text block behind it."""
import re, subprocess, sys, tempfile

def main():
    wonin = sys.argv[1]
    with tempfile.TemporaryDirectory() as folder:
        db = f'{folder}/corpus.db'
        subprocess.run([wonin, 'ingest', '--quiet', 'corpus/docs', '--db', db], check=True)
        def answer(match):
            run = subprocess.run(['sqlite3', '-readonly', '-separator', ' | ', '-nullvalue', '–', db, match[1]], stdout=subprocess.PIPE, text=True, check=True)
            return f'```sql\n{match[1]}```\n```text\n{run.stdout}```\n'
        with open('README.md', encoding='utf-8') as f: text = f.read()
        text = re.sub(r'```sql\n(.*?)```\n```text\n.*?```\n', answer, text, flags=re.S)
        with open('README.md', 'w', encoding='utf-8') as f: f.write(text)

if __name__ == '__main__': main()
