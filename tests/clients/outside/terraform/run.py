"""run.py FOLDER: Terraform's own acceptance tests of user pools against `postern dev`.

Fetches the provider and compiles its tests into FOLDER if they are not there, runs them, and says
what is otherwise than README.md has it.
"""

import json
import logging
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from moto.server import ThreadedMotoServer
from proxy import Proxy, make_certificate

HERE = Path(__file__).resolve().parent
VERSION = "v1.60.0"
MODULE = f"github.com/hashicorp/terraform-provider-aws@{VERSION}"
TESTS = ("TestAcc(AWSCognito(UserPool|UserGroup|ResourceServer|IdentityProvider)"
         "|DataSourceAwsCognito)")
OUTCOME = re.compile(r"^--- (PASS|FAIL|SKIP): (\w+)", re.M)
ROW = re.compile(r"^\| `(Test\w+)` \|", re.M)


def compile_tests(folder):
    """The provider's sources as they are; go.mod gets the language version it was written in."""
    program = folder / f"aws-{VERSION}.test"
    if program.exists():
        return program
    (folder / "go.mod").write_text("module fetch\n")
    go = dict(os.environ, GOFLAGS="-mod=mod", GONOSUMDB="", GOTOOLCHAIN="local")
    fetched = subprocess.run(["go", "mod", "download", "-json", MODULE], cwd=folder, env=go,
                             check=True, stdout=subprocess.PIPE)
    source = folder / "source"
    shutil.rmtree(source, ignore_errors=True)
    shutil.copytree(json.loads(fetched.stdout)["Dir"], source, copy_function=shutil.copyfile)
    for path in [source, *source.rglob("*")]:
        path.chmod(0o755)
    module = source / "go.mod"
    module.write_text(module.read_text().replace("\n", "\n\ngo 1.13\n", 1))
    subprocess.run(["go", "test", "-vet=off", "-c", "-o", program, "./aws"], cwd=source, env=go,
                   check=True)
    return program


def run_tests(program, proxy, certificate, folder):
    environment = {
        "PATH": os.environ["PATH"], "HOME": str(folder), "TF_ACC": "1",
        "HTTPS_PROXY": f"http://127.0.0.1:{proxy.port}", "AWS_CA_BUNDLE": str(certificate),
        "AWS_ACCESS_KEY_ID": "nobody", "AWS_SECRET_ACCESS_KEY": "nobody",
        "AWS_DEFAULT_REGION": "us-west-2", "AWS_METADATA_URL": "http://127.0.0.1:1",
        "AWS_CONFIG_FILE": os.devnull, "AWS_SHARED_CREDENTIALS_FILE": os.devnull}
    ran = subprocess.run(
        [program, f"-test.run={TESTS}", "-test.v", "-test.timeout=20m", "-test.parallel=2"],
        cwd=folder / "source" / "aws", env=environment, stdout=subprocess.PIPE, text=True)
    (folder / "outcomes.txt").write_text(ran.stdout)
    return {name: outcome for outcome, name in OUTCOME.findall(ran.stdout)}


def main():
    folder = Path(sys.argv[1]).resolve()
    folder.mkdir(parents=True, exist_ok=True)
    program = compile_tests(folder)
    postern = subprocess.Popen([os.environ["POSTERN_BINARY"], "dev", "--listen", "127.0.0.1:0",
                                "--region", "us-west-2"], stdout=subprocess.PIPE, text=True)
    port = int(postern.stdout.readline().rsplit(":", 1)[1])
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    others = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    others.start()
    certificate = make_certificate(folder)
    proxy = Proxy(certificate, ("127.0.0.1", port), others.get_host_and_port())
    try:
        outcomes = run_tests(program, proxy, certificate, folder)
    finally:
        others.stop()
        postern.terminate()
    passed = {name for name, outcome in outcomes.items() if outcome == "PASS"}
    listed = set(ROW.findall((HERE / "README.md").read_text(encoding="utf-8")))
    print(f"Terraform's tests: {len(passed)} of {len(outcomes)} pass")
    wrong = (set(outcomes) - passed) ^ listed
    print("\n".join(f"{name}: {outcomes.get(name, 'missing')}, not as README.md has it"
                    for name in sorted(wrong)) or "What does not pass is what README.md lists.")
    return bool(wrong) or not outcomes


if __name__ == "__main__":
    sys.exit(main())
