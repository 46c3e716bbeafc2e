"""`make bundle`: what Lambda gets, for each of its processors, with a list of its parts beside it."""

from __future__ import annotations

import sys

from infra.bundle import MACHINES, ROOT, BundleError, bundle, lambda_target

MEGABYTE = 1_000_000


def main() -> None:
    for machine in MACHINES:
        built = bundle(ROOT, lambda_target(machine))
        size = built.path.stat().st_size / MEGABYTE
        sys.stdout.write(
            f"{built.path.relative_to(ROOT)}  {size:.1f} MB  "
            f"and its parts in {built.sbom.relative_to(ROOT)}\n"
        )


if __name__ == "__main__":
    try:
        main()
    except BundleError as error:
        sys.exit(str(error))
