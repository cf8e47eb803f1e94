#!/usr/bin/env python3
"""The largest liquidation levels around the price, from a running Isotherm.

Standard library only. With --history and pandas (and pyarrow) it reads the Parquet history too.
The cells below may be run one after the other in a notebook.
"""

# %% What to ask
import argparse
import csv
import io
import json
import sys
from datetime import datetime, timezone
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import Request, urlopen

parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
parser.add_argument("--url", default="http://127.0.0.1:8420")
parser.add_argument("--instrument", default="binance:BTCUSDT")
parser.add_argument("--key", help="an API key, where the server asks for one")
parser.add_argument("--count", type=int, default=5)
parser.add_argument("--history", help="folder of the Parquet history, like ~/.isotherm/history")
asked = parser.parse_args()


def get(path, **query):
    """An answer of the API as text. A refusal is told in the server's own words."""
    headers = {"Authorization": f"Bearer {asked.key}"} if asked.key else {}
    try:
        request = Request(f"{asked.url}/api/v1/{path}?{urlencode(query)}", headers=headers)
        with urlopen(request) as answer:
            return answer.read().decode()
    except HTTPError as error:
        sys.exit(json.load(error)["detail"])


# %% The newest column of the map, a row for each level
of_map = {"instrument": asked.instrument, "model": "isotherm", "time": "newest", "zoom": 2}
column = json.loads(get("levels", **of_map))
levels = list(csv.DictReader(io.StringIO(get("levels", **of_map, format="csv"))))
price = column["price"]
time = datetime.fromtimestamp(column["time"] / 1000, timezone.utc)
print(f"{asked.instrument} at {price:,.6g}, {time:%Y-%m-%d %H:%M} UTC, {len(levels)} levels")
if asked.instrument.startswith("simulated"):
    print("SIMULATED: this market is made up")
if column.get("stale"):
    print("STALE: this is not live")

# %% The largest of either side, with the range in which each lies in 8 of 10 cases
for side, where in (("short", "above"), ("long", "below")):
    largest = sorted(levels, key=lambda level: -float(level[f"{side}_usd"]))[: asked.count]
    print(f"\n{side}s {where} the price")
    for level in sorted(largest, key=lambda level: -float(level["from_price"])):
        usd, low, high = (float(level[f"{side}_usd{end}"]) for end in ("", "_low", "_high"))
        middle = (float(level["from_price"]) + float(level["to_price"])) / 2
        print(f"{middle:>14,.6g}  {middle / price - 1:+7.2%}  ${usd:>14,.0f}  (${low:,.0f} to ${high:,.0f})")

# %% The stored candles, where there is pandas to read them
if asked.history:
    import pathlib

    import pandas as pd

    venue, symbol = asked.instrument.split(":", 1)
    folder = pathlib.Path(asked.history).expanduser() / "candles" / venue / symbol
    for interval in sorted(folder.iterdir()):
        candles = pd.read_parquet(interval).set_index("open_time")
        day = candles["close"].resample("1D").last().pct_change().std()
        print(f"\n{interval.name} candles: {len(candles)}, from {candles.index[0]} to {candles.index[-1]}")
        print(f"standard deviation of a day: {day:.2%}")
