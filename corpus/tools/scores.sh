#!/bin/bash
# usage: corpus/tools/scores.sh WONIN > corpus/scores.md   (in the root of the repository; WONIN is the program, SHARED where the dev data lie)
# Writes the figures of the engine as it is. Documents outside the repository are left out where they are missing.
set -euo pipefail
wonin=$1
shared=${SHARED:-../shared}
cat <<'END'
# Scores

What `wonin eval` prints for the engine as it is committed. `tests/corpus.rs` fails if an F1 of the corpus falls below this table, or if there are more firm causes in
documents in which nobody has one. Who lowers a figure says why in the commit. `corpus/tools/scores.sh WONIN > corpus/scores.md` writes this file.

How to read it: F1 of dates, durations and impacts counts a mention as right if it overlaps and its value agrees; of causes, statements and orders if the spans share half of their union; of incidents if
date and operator agree; of clusters it is B-cubed, where a mention that is not found has recall 0; of links it counts (statement, cause, verdict). `also` is measured on rows that are found.
`false firm` counts determined or stated causes in documents whose gold has none.

The corpus and the dev documents were read while the rules were written. The texts of the held-out documents were not, but their figures were seen several times during the work, with counts of what was found in each, and had a say in what was worked on
next and in one choice (which sentences of a notice are statements). They are a better guide to a new article than the others, and no blind test; that needs documents written after this engine.

## The corpus and its held-out part: `wonin eval corpus`

```
END
"$wonin" eval corpus
echo '```'
if [ -d "$shared/dev" ]; then
  printf '\n## Real articles and two sets outside the repository: `wonin eval ../shared/dev`\n\n```\n'
  "$wonin" eval "$shared/dev"
  echo '```'
fi
