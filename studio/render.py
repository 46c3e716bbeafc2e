#!/usr/bin/env python3
"""Render the shop's pictures: POV-Ray scenes in, catalogue JPEGs out.

    python studio/render.py                     every view whose scene changed
    python studio/render.py river-band --force  this piece, changed or not
    python studio/render.py --view 1 --draft    quick looks, kept out of content/

Finals go to content/products/<slug>/1.jpg (960 x 1200) and 2.jpg (960 x 960).
studio/rendered.json remembers the sources each picture was made from.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import resource
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
from PIL import Image, ImageFilter

STUDIO = Path(__file__).resolve().parent
PIECES = STUDIO / "pieces"
PRODUCTS = STUDIO.parent / "content" / "products"
MANIFEST = STUDIO / "rendered.json"
DRAFTS = Path(tempfile.gettempdir()) / "studio-drafts"

SIZES = {1: (960, 1200), 2: (960, 960)}
DRAFT_WIDTH = 400
CORES = 2
CPU_LIMIT = 60 * CORES  # a minute a view: seconds of all cores together, busy machine or not
WALL_LIMIT = 15 * CPU_LIMIT  # for a machine that has stopped, not for one that is busy
BLUR_SAMPLES = 12
JPEG_QUALITY = 88
TONE = {"knee": 0.72, "bloom": 0.05, "grain": 0.006}


class RenderError(Exception):
    """POV-Ray failed or took too long."""


# ---- what needs rendering ------------------------------------------------------


def bare(source: str) -> str:
    """A scene's text without comments and spare white space."""
    source = re.sub(r"/\*.*?\*/", "", source, flags=re.S)
    source = re.sub(r"//[^\n]*", "", source)
    return " ".join(source.split())


def sources(scene: Path) -> list[Path]:
    """The scene and the studio files it includes, directly or not."""
    found, queue = [], [scene]
    while queue:
        path = queue.pop(0)
        if path in found:
            continue
        found.append(path)
        for name in re.findall(r'^\s*#include\s+"([^"]+)"', path.read_text(), flags=re.M):
            if (STUDIO / name).exists():  # POV-Ray's own includes are not ours
                queue.append(STUDIO / name)
    return found


def fingerprint(scene: Path, view: int) -> str:
    """A hash of everything that decides how a picture looks."""
    digest = hashlib.sha256()
    settings = [SIZES[view], BLUR_SAMPLES, JPEG_QUALITY, sorted(TONE.items())]
    digest.update(json.dumps(settings).encode())
    for path in sorted(sources(scene)):
        digest.update(path.name.encode() + b"\0" + bare(path.read_text()).encode() + b"\0")
    return digest.hexdigest()[:20]


def views_of(scene: Path) -> list[int]:
    """View 1 always; view 2 if the scene has a case for it."""
    return [1, 2] if re.search(r"#case\s*\(2\)", scene.read_text()) else [1]


# ---- POV-Ray -------------------------------------------------------------------


def cpu_seconds(whose: int) -> float:
    """User and system seconds so far, of this process or of its finished children."""
    used = resource.getrusage(whose)
    return used.ru_utime + used.ru_stime


def trace(scene: Path, view: int, width: int, height: int, blur: int, out: Path, limit: int) -> None:
    """Run POV-Ray on one view, writing Radiance HDR, for at most limit CPU seconds."""
    command = [
        "nice", "-n", "10", "povray",
        f"+I{scene}", f"+O{out}", "+FH", f"+W{width}", f"+H{height}",
        f"+L{STUDIO}", f"Declare=View={view}", f"Declare=Blur_Samples={blur}",
        f"+WT{CORES}", "-D", "-V", "+A0.25", "+AM2", "+R2",
    ]  # fmt: skip
    if blur:
        command[-3:] = ["-A"]  # depth of field smooths edges by itself
    try:
        # From the studio's folder: POV-Ray has a metals.inc and a stones.inc of its own.
        done = subprocess.run(
            command, capture_output=True, text=True, timeout=WALL_LIMIT, cwd=STUDIO,
            # POV-Ray may outlive the first signal, but not the second.
            preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_CPU, (limit, limit + 1)),
        )  # fmt: skip
    except subprocess.TimeoutExpired as late:
        raise RenderError(f"no picture after {WALL_LIMIT} s") from late
    if done.returncode in (-signal.SIGXCPU, -signal.SIGKILL):
        raise RenderError(f"over {limit} s of CPU")
    if done.returncode or not out.exists():
        lines = [line for line in done.stderr.splitlines() if line.strip()]
        wrong = [n for n, line in enumerate(lines) if "rror" in line]
        first = max(0, wrong[0] - 4) if wrong else -6
        raise RenderError("\n    ".join(lines[first : first + 7 or None]))


def read_hdr(path: Path) -> np.ndarray:
    """A Radiance HDR file as linear floats, height x width x 3."""
    data = path.read_bytes()
    start = data.index(b"\n\n") + 2
    line_end = data.index(b"\n", start)
    size = data[start:line_end].split()  # -Y height +X width
    height, width = int(size[1]), int(size[3])
    flat = np.frombuffer(data, np.uint8, offset=line_end + 1)
    pixels = np.empty((height, width, 4), np.uint8)
    at = 0
    for row in range(height):
        if not (flat[at] == 2 and flat[at + 1] == 2 and flat[at + 2] < 128):
            pixels[row] = flat[at : at + 4 * width].reshape(width, 4)
            at += 4 * width
            continue
        at += 4
        for channel in range(4):
            x = 0
            while x < width:
                count = int(flat[at])
                if count > 128:  # a run of one value
                    count -= 128
                    pixels[row, x : x + count, channel] = flat[at + 1]
                    at += 2
                else:
                    pixels[row, x : x + count, channel] = flat[at + 1 : at + 1 + count]
                    at += 1 + count
                x += count
    scale = np.exp2(pixels[..., 3:].astype(np.float32) - 136)
    return pixels[..., :3].astype(np.float32) * scale


# ---- from light to a photograph ------------------------------------------------


def glow(light: np.ndarray, radius: float) -> np.ndarray:
    """Light blurred by a radius in pixels."""
    packed = np.sqrt(np.clip(light / 6, 0, 1)) * 255
    soft = Image.fromarray(packed.astype(np.uint8)).filter(ImageFilter.GaussianBlur(radius))
    return 1.2 * np.asarray(soft, np.float32) / 255


def develop(light: np.ndarray, knee: float, bloom: float, grain: float) -> Image.Image:
    """Linear light to an sRGB picture: bloom, a soft shoulder, a little grain."""
    light = np.clip(np.nan_to_num(light, nan=0.0, posinf=24.0), 0, 24)
    bright = np.clip(light - 1, 0, 6)
    width = light.shape[1]
    light = light + bloom * (glow(bright, width / 250) + 0.6 * glow(bright, width / 60))

    def shoulder(value: np.ndarray) -> np.ndarray:
        rolled = knee + (1 - knee) * (1 - np.exp((knee - value) / (1 - knee)))
        return np.where(value < knee, value, rolled)

    # By brightness keeps the hue, by channel pales highlights: some of each.
    peak = light.max(axis=-1, keepdims=True)
    by_peak = light * shoulder(peak) / np.maximum(peak, 1e-6)
    toned = 0.6 * by_peak + 0.4 * shoulder(light)

    curve = 1.055 * np.power(np.maximum(toned, 1e-8), 1 / 2.4) - 0.055
    picture = np.where(toned <= 0.0031308, 12.92 * toned, curve)
    noise = np.random.default_rng(1).normal(0, grain, picture.shape[:2] + (1,))
    return Image.fromarray((np.clip(picture + noise, 0, 1) * 255 + 0.5).astype(np.uint8))


# ---- command line --------------------------------------------------------------


def render(scene: Path, view: int, draft: bool, limit: int) -> str:
    """Make one picture and say what was made."""
    width, height = SIZES[view]
    if draft:
        height = round(DRAFT_WIDTH * height / width)
        width = DRAFT_WIDTH
        target = DRAFTS / f"{scene.stem}-{view}.png"
    else:
        target = PRODUCTS / scene.stem / f"{view}.jpg"
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="studio-") as folder:
        hdr = Path(folder) / "view.hdr"
        before = cpu_seconds(resource.RUSAGE_CHILDREN)
        trace(scene, view, width, height, 0 if draft else BLUR_SAMPLES, hdr, limit)
        tracing = cpu_seconds(resource.RUSAGE_CHILDREN) - before
        before = cpu_seconds(resource.RUSAGE_SELF)
        picture = develop(read_hdr(hdr), **TONE)
    if draft:
        picture.save(target)
    else:
        picture.save(target, quality=JPEG_QUALITY, optimize=True, progressive=True)
    toning = cpu_seconds(resource.RUSAGE_SELF) - before
    size = target.stat().st_size // 1024
    return f"{width}x{height}  {size} kB  CPU {tracing:.1f} + {toning:.1f} s  {target}"


def main() -> int:
    parser = argparse.ArgumentParser(description="Render the shop's pictures.")
    parser.add_argument("slugs", nargs="*", metavar="slug", help="pieces to render (default: all)")
    parser.add_argument("--view", type=int, choices=sorted(SIZES), help="only this view")
    parser.add_argument("--draft", action="store_true", help=f"{DRAFT_WIDTH} px wide, to {DRAFTS}")
    parser.add_argument("--force", action="store_true", help="render even if nothing changed")
    parser.add_argument("--limit", type=int, default=CPU_LIMIT, help="CPU seconds to trace a view")
    options = parser.parse_args()

    scenes = {path.stem: path for path in sorted(PIECES.glob("*.pov"))}
    unknown = [slug for slug in options.slugs if slug not in scenes]
    if unknown:
        parser.error(f"no such piece: {', '.join(unknown)} (there are: {', '.join(scenes)})")

    rendered = json.loads(MANIFEST.read_text()) if MANIFEST.exists() else {}
    failed = 0
    for slug in options.slugs or scenes:
        for view in views_of(scenes[slug]):
            if options.view not in (None, view):
                continue
            key = f"{slug}/{view}"
            mark = fingerprint(scenes[slug], view)
            kept = (PRODUCTS / slug / f"{view}.jpg").exists() and rendered.get(key) == mark
            if kept and not options.force and not options.draft:
                print(f"{key}: unchanged", flush=True)
                continue
            try:
                print(f"{key}: {render(scenes[slug], view, options.draft, options.limit)}", flush=True)
            except RenderError as error:
                failed += 1
                print(f"{key}: FAILED: {error}", flush=True)
                continue
            if not options.draft:
                rendered[key] = mark
                MANIFEST.write_text(json.dumps(dict(sorted(rendered.items())), indent=2) + "\n")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
