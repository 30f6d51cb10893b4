"""Estimators of the notebook, in numpy alone."""

import json
import math

import numpy as np


def gini(x):
    """Gini's coefficient of non-negative numbers: 0 all alike, near 1 all in one."""
    x = np.sort(np.asarray(x, float))
    n = len(x)
    return float((2 * np.arange(1, n + 1) - n - 1) @ x / (n * x.sum()))


def lorenz(x):
    """Lorenz's curve: shares of the areas, poorest first, and of what they hold."""
    x = np.sort(np.asarray(x, float))
    return np.linspace(0, 1, len(x) + 1), np.concatenate([[0], x.cumsum() / x.sum()])


def margins(counts):
    """Expected counts when rows and columns of a table are independent."""
    return counts.sum(1, keepdims=True) * counts.sum(0, keepdims=True) / counts.sum()


def freedom(counts):
    """Share of the squared residuals of a table that is left when its margins are fitted."""
    rows, columns = counts.shape
    return (1 - 1 / rows) * (1 - 1 / columns)


def overdispersion(y, mu, left=1.0):
    """Moment estimate of alpha in variance = mu + alpha mu², and its z against Poisson; left as by freedom."""
    excess = ((y - mu) ** 2 / left - mu).sum()
    return float(excess / (mu**2).sum()), float(excess / math.sqrt((2 * mu**2 + mu).sum()))


def common(y, mu, x, nu):
    """Moment estimate of the covariance of two tables' relative rates, and its z against none."""
    shared = ((y - mu) * (x - nu)).sum()
    return float(shared / (mu * nu).sum()), float(shared / math.sqrt(((y - mu) ** 2 * (x - nu) ** 2).sum()))


def negative_binomial(top, mu, alpha):
    """Probabilities of 0 … top under mean mu and variance mu + alpha mu²; alpha 0 is Poisson."""
    k = np.arange(top + 1)
    log_factorial = np.concatenate([[0], np.log(np.arange(1, top + 1)).cumsum()])
    if alpha <= 0:
        return np.exp(k * math.log(mu) - mu - log_factorial)
    r = 1 / alpha
    rising = np.concatenate([[0], np.log(r + np.arange(top)).cumsum()])
    return np.exp(rising - log_factorial + r * math.log(r / (r + mu)) + k * math.log(mu / (r + mu)))


def kaplan_meier(days, ended):
    """Times at which something ended, the share still open after each, and its standard error."""
    days, ended = np.asarray(days, float), np.asarray(ended, bool)
    times, ends = np.unique(days[ended], return_counts=True)
    at_risk = len(days) - np.searchsorted(np.sort(days), times)
    open_share = np.cumprod(1 - ends / at_risk)
    with np.errstate(divide="ignore", invalid="ignore"):
        greenwood = np.cumsum(ends / (at_risk * (at_risk - ends)))
        error = np.where(open_share > 0, open_share * np.sqrt(greenwood), 0)
    return times, open_share, error


def open_after(curve, day):
    """Share still open after some days, read from kaplan_meier."""
    at = np.searchsorted(curve[0], day, side="right") - 1
    return 1.0 if at < 0 else float(curve[1][at])


def median_time(curve):
    """First time at which no more than half is open; nan when that is never seen."""
    below = np.flatnonzero(curve[1] <= 0.5)
    return float(curve[0][below[0]]) if len(below) else math.nan


def touching(path):
    """Pairs of area codes of a GeoJSON file whose borders share an edge."""
    owner, pairs = {}, set()
    with open(path, encoding="utf-8") as f:
        features = json.load(f)["features"]
    for feature in features:
        code, shape = feature["properties"]["code"], feature["geometry"]
        polygons = [shape["coordinates"]] if shape["type"] == "Polygon" else shape["coordinates"]
        for ring in (ring for polygon in polygons for ring in polygon):
            for a, b in zip(ring, ring[1:]):
                edge = frozenset((tuple(a), tuple(b)))
                other = owner.setdefault(edge, code)
                if other != code:
                    pairs.add(tuple(sorted((code, other))))
    return pairs


def permutation(matrix, chosen, rng, n):
    """Mean of a symmetric matrix over chosen pairs less its mean over all others, and n such
    numbers when rows and columns change places together by chance."""
    off = ~np.eye(len(matrix), dtype=bool)

    def contrast(m):
        return m[chosen].mean() - m[off & ~chosen].mean()

    shuffled = []
    for _ in range(n):
        p = rng.permutation(len(matrix))
        shuffled.append(contrast(matrix[np.ix_(p, p)]))
    return float(contrast(matrix)), np.array(shuffled)


def two_shares(a, n, b, m):
    """Difference a/n - b/m of two shares and its standard error."""
    p, q = a / n, b / m
    return p - q, math.sqrt(p * (1 - p) / n + q * (1 - q) / m)
