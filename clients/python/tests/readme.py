"""Writes the programs in README.md to files of their own.

readme.py FOLDER
"""

import re
import sys
import textwrap
from pathlib import Path

README = Path(__file__).resolve().parent.parent / "README.md"


def main() -> None:
    text = README.read_text(encoding="utf-8")
    blocks = re.findall(r"(?:^(?: {4}.*)?\n)+", text, re.MULTILINE)
    programs = [block for block in map(textwrap.dedent, blocks) if "import " in block]
    for number, program in enumerate(programs, start=1):
        path = Path(sys.argv[1]) / f"example_{number}.py"
        path.write_text(program.strip() + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
