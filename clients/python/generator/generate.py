"""Makes the generated part of the client.

    generate.py DOCUMENT FOLDER

DOCUMENT is the OpenAPI document that `almanac openapi` prints. FOLDER, that of the package, gets
`api`, `models` and `types.py` anew. Nothing is written when the generator finds anything wrong with
the document, because what it leaves out then would be missed by those who use the client.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import prune

HERE = Path(__file__).resolve().parent
MADE = ["api", "models", "types.py"]


def main() -> None:
    document, package = Path(sys.argv[1]), Path(sys.argv[2])
    with tempfile.TemporaryDirectory() as folder:
        pruned = Path(folder) / "openapi.json"
        whole = json.loads(document.read_text(encoding="utf-8"))
        pruned.write_text(json.dumps(prune.pruned(whole)), encoding="utf-8")
        made = Path(folder) / "made"
        run_generator(pruned, made)
        for name in MADE:
            replace(made / name, package / name)


def run_generator(document: Path, folder: Path) -> None:
    command = [sys.executable, "-m", "openapi_python_client", "generate", "--fail-on-warning"]
    command += ["--path", str(document), "--output-path", str(folder), "--meta", "none"]
    command += ["--config", str(HERE / "config.yaml")]
    command += ["--custom-template-path", str(HERE / "templates")]
    # Where ruff is.
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
    done = subprocess.run(
        command, env={**os.environ, "PATH": path}, capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        sys.exit(done.stdout + done.stderr)


def replace(new: Path, old: Path) -> None:
    if old.is_dir():
        shutil.rmtree(old)
    shutil.copytree(new, old) if new.is_dir() else shutil.copyfile(new, old)


if __name__ == "__main__":
    main()
