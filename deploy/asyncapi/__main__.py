"""`python -m deploy.asyncapi` writes the file anew."""

from pathlib import Path

from deploy.asyncapi import document

FILE = Path(__file__).parents[2] / "docs/asyncapi.yaml"

if __name__ == "__main__":
    FILE.write_text(document.text(), encoding="utf-8")
