PYTHON ?= python3

.PHONY: demo test venv check docs dist audit lock languages

demo:
	$(PYTHON) run.py demo

test:
	$(PYTHON) run.py test

venv:
	$(PYTHON) run.py venv

check: venv
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy

docs: venv
	.venv/bin/sphinx-build -W -b html docs build/docs

# Wheel, sdist, and the bill of materials of what the wheel stands on.
dist: venv
	.venv/bin/python -m build --no-isolation --outdir build/dist
	.venv/bin/twine check --strict build/dist/*
	.venv/bin/cyclonedx-py environment --pyproject pyproject.toml --output-file build/dist/sbom.json .venv

# Asks the public lists of known holes: needs the network.
audit: venv
	.venv/bin/pip-audit --requirement requirements.lock --require-hashes --disable-pip

# Needs uv; nothing else does. The locks name no registry.
lock:
	uv pip compile --quiet --generate-hashes --universal --no-header --no-emit-index-url --python-version 3.11 pyproject.toml --extra postgresql --extra web --extra model --extra cluster -o requirements.lock
	uv pip compile --quiet --generate-hashes --universal --no-header --no-emit-index-url --no-annotate --python-version 3.11 pyproject.toml --all-extras --group dev -o requirements-dev.lock

# After a sentence was added or changed: bring it into the catalogues, translate it there, run again.
languages:
	mkdir -p build
	.venv/bin/pybabel --quiet extract --mapping pyproject.toml --add-location file --sort-by-file --no-wrap --project digestbot --output build/digestbot.pot .
	.venv/bin/pybabel --quiet update --domain digestbot --input-file build/digestbot.pot --output-dir bot/say/locale --no-fuzzy-matching --ignore-obsolete --ignore-pot-creation-date --no-wrap
	.venv/bin/pybabel --quiet compile --domain digestbot --directory bot/say/locale
