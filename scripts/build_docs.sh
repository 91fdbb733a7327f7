#!/usr/bin/env bash
# Builds the documentation into build/docs, strictly: a link that leads nowhere, an anchor that is
# not there or a page outside the navigation ends it with 1, and so does a page that would fetch
# something from another server.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
python=${PYTHON:-.venv/bin/python}

export NO_MKDOCS_2_WARNING=1
"$python" -m mkdocs build --strict  # not --quiet: it would swallow the warnings that strict counts

if grep -REn --include='*.html' --include='*.css' \
  -e '<(script|img|iframe|source|video)[^>]*(src|srcset)="?(https?:)?//' \
  -e '<link[^>]*rel="?(stylesheet|preconnect|preload|icon|manifest)"?[^>]*href="?(https?:)?//' \
  -e '@import *(url\()?["'\'']?(https?:)?//' -e 'url\(["'\'']?(https?:)?//' build/docs; then
  echo 'build/docs: pages would fetch from another server' >&2
  exit 1
fi
echo "build/docs/index.html: $(find build/docs -name '*.html' | wc -l) pages"
