"""Defects that lie on the surface: stain, rust, foreign particle."""

from __future__ import annotations

import math

import numpy as np

from .noise import chance, choose, colour, grey, log_uniform, mix, uniform
from .shapes import blob, outline, polar, polygon, window_noise
from .site import Mark, Site, Window, shift, soften
from .strokes import arc, stroke, taper

_STAINS = ((0.62, 0.5, 0.32), (0.42, 0.42, 0.42), (0.8, 0.72, 0.4), (0.5, 0.55, 0.72), (0.35, 0.3, 0.26))


def stain(rng, site: Site) -> Mark:
    """Stain: something dried or soaked in. A flat, even, translucent tint; the texture shows through unchanged;
    the edge is soft, or ringed where a liquid dried. No grain, no relief, no shadow."""
    unit = site.unit
    radius = log_uniform(rng, 3.6, 46) * unit
    window = site.window(2.2 * radius + 3 * unit)
    soft, stretch = uniform(rng, 0.12, 0.5) * radius, log_uniform(rng, 1, 1.9)
    body = blob(rng, window, radius, waves=4, amount=0.3, soft=soft, stretch=stretch)
    opacity = body * uniform(rng, 0.45, 0.85)
    if chance(rng, 0.45):
        ring = np.exp(-(((body - 0.5) / 0.3) ** 2)) * (body > 0.05)
        opacity = np.clip(opacity * 0.7 + 0.4 * ring, 0, 0.95)
    patch = site.patch(window)
    if site.brightness() < 75:
        pale = patch * 0.45 + colour(rng, (0, 0.2), (0.55, 0.8)) * 0.55
        return Mark(window, mix(patch, pale, opacity), body > 0.5)
    return Mark(window, mix(patch, patch * np.array(choose(rng, _STAINS), np.float32), opacity), body > 0.5)


def rust(rng, site: Site) -> Mark:
    """Rust: orange to dark brown, granular, ragged, with specks scattered around the body. On surfaces that cannot
    rust it is a rust-coloured deposit. Colour and grain tell it from a stain."""
    unit = site.unit
    radius = log_uniform(rng, 3.8, 44) * unit
    window = site.window(2.1 * radius + 4 * unit)
    r, theta = polar(window, log_uniform(rng, 1, 1.7), uniform(rng, 0, math.pi))
    coarse = window_noise(rng, window, max(2.5 * unit, 0.3 * radius))
    fine = window_noise(rng, window, 1.5 * unit)
    level = (outline(rng, theta, 6, 0.28) - r / radius) + 0.22 * coarse + 0.12 * fine
    cover = np.clip(level * 4 + 0.3, 0, 1)
    dark, bright = np.array([88, 42, 22], np.float32), np.array([196, 102, 38], np.float32)
    tone = np.clip(0.45 + 0.3 * fine + 0.22 * coarse, 0, 1.15)
    body = (dark + (bright - dark) * grey(tone)) * uniform(rng, 0.75, 1.1)
    opacity = cover * np.clip(0.86 + 0.14 * fine, 0.4, 1) * uniform(rng, 0.8, 1)
    return Mark(window, mix(site.patch(window), body, opacity), cover > 0.5)


def _fibre(rng, unit: float) -> tuple[np.ndarray, float]:
    """A loose thread or hair: a long wandering curve of even width."""
    length = log_uniform(rng, 22, 80) * unit
    points = arc(rng, length, 1.2)
    t = np.linspace(0, 2 * math.pi * uniform(rng, 0.8, 2), len(points))
    points[:, 0] += np.sin(t + uniform(rng, 0, 6)) * length * uniform(rng, 0.03, 0.12)
    points[:, 1] += np.cos(t) * length * uniform(rng, 0.03, 0.12)
    return points, log_uniform(rng, 1.5, 2.8) * unit


def _curl(rng, unit: float) -> tuple[np.ndarray, float]:
    """A turning from a lathe: loops of a drawn-out helix."""
    radius, turns = log_uniform(rng, 4, 11) * unit, uniform(rng, 1.3, 3.2)
    t = np.linspace(0, 2 * math.pi * turns, 48)
    points = np.stack([radius * np.cos(t) + t * radius * 0.3, radius * np.sin(t)], 1)
    angle = uniform(rng, 0, 2 * math.pi)
    c, s = math.cos(angle), math.sin(angle)
    return (points - points.mean(0)) @ np.array([[c, s], [-s, c]]), log_uniform(rng, 1.5, 2.6) * unit


def _grain(rng, site: Site) -> tuple[Window, np.ndarray, np.ndarray, float]:
    """An angular crumb: window, coverage, shading and height."""
    radius = log_uniform(rng, 2.5, 18) * site.unit
    window = site.window(2.6 * radius + 5 * site.unit)
    count = int(rng.integers(5, 8))
    angles = (np.arange(count) + rng.uniform(-0.35, 0.35, count)) * 2 * math.pi / count
    corners = radius * rng.uniform(0.65, 1.3, count)[:, None] * np.stack([np.cos(angles), np.sin(angles)], 1)
    slope = -(window.xx * math.cos(site.light) + window.yy * math.sin(site.light)) / radius
    return window, polygon(window, corners), slope * 0.55, 0.55 * radius


def _thread(rng, site: Site) -> tuple[Window, np.ndarray, np.ndarray, float]:
    """A fibre or curl: window, coverage, shading and height."""
    points, width = (_fibre if chance(rng, 0.6) else _curl)(rng, site.unit)
    window = site.window(float(np.abs(points).max()) + 7 * site.unit)
    body = stroke(window, points, taper(len(points), width, 0.7))
    lit = body - shift(body, 0.5 * width * math.cos(site.light), 0.5 * width * math.sin(site.light))
    return window, body, np.clip(lit, -1, 1) * 0.8, 1.3 * width


def foreign(rng, site: Site) -> Mark:
    """Foreign particle: one separate body lying ON the surface: a crumb, a fibre or a metal curl. It hides the
    texture, has its own colour, is bright on the lamp's side and throws a soft shadow beside itself."""
    window, body, shading, height = (_grain if chance(rng, 0.5) else _thread)(rng, site)
    surface = site.brightness()
    tone = colour(rng, (0, 0.75), (0.75, 1.0) if surface < 130 or chance(rng, 0.3) else (0.08, 0.4))
    if abs(float(tone.mean()) - surface) < 40:
        tone = tone * 0.3 if surface > 130 else 150 + tone * 0.4
    reach = max(1.6 * site.unit, height)
    shadow = soften(shift(body, reach * math.cos(site.light), reach * math.sin(site.light)), 0.45 * reach)
    patch = site.patch(window) * (1 - uniform(rng, 0.35, 0.65) * grey(shadow * (1 - body)))
    own = tone + grey(shading * 70 + window_noise(rng, window, 2 * site.unit) * 5)
    return Mark(window, mix(patch, own.astype(np.float32), body), body > 0.45)
