"""The functions' bundle: their code, the rules, the templates that they fill, and their parts."""

from infra.bundle.building import ROOT, Bundle, bundle
from infra.bundle.interpreter import BundleError
from infra.bundle.targets import MACHINES, Target, lambda_target, local_target

__all__ = [
    "MACHINES",
    "ROOT",
    "Bundle",
    "BundleError",
    "Target",
    "bundle",
    "lambda_target",
    "local_target",
]
