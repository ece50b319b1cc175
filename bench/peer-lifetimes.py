"""Fits models of the peer library `lifetimes` to a log `customer,date,amount`; prints what it found and how long it took."""
import json
import sys
import time
import warnings

warnings.filterwarnings("ignore")
try:
    import lifetimes
    import numpy
    import pandas
except ImportError as missing:
    print(json.dumps({"absent": str(missing)}))
    sys.exit(0)

path, until, models = sys.argv[1], sys.argv[2], sys.argv[3].split(",")
seconds = {}


def timed(name, work):
    start = time.perf_counter()
    result = work()
    seconds[name] = time.perf_counter() - start
    return result


log = pandas.read_csv(path, dtype={"customer": "int32", "amount": "float64"}, parse_dates=["date"])
summary = timed(
    "summarise",
    lambda: lifetimes.utils.summary_data_from_transaction_data(
        log, "customer", "date", monetary_value_col="amount", observation_period_end=until
    ),
)
frequency = summary["frequency"]
recency, age = summary["recency"] / 7, summary["T"] / 7
repeaters = summary[(frequency > 0) & (summary["monetary_value"] > 0)]
histories = (frequency, recency, age)
spends = (repeaters["frequency"], repeaters["monetary_value"])
fitters = {
    "bg-nbd": (lifetimes.BetaGeoFitter, histories),
    "mbg-nbd": (lifetimes.ModifiedBetaGeoFitter, histories),
    "pareto-nbd": (lifetimes.ParetoNBDFitter, histories),
    "gamma-gamma": (lifetimes.GammaGammaFitter, spends),
}


def log_likelihood(name, fitter):
    # The fitter's own figure is in a unit of time that it chose for its search; this is in the unit of the data.
    columns = [column.to_numpy(dtype="float64") for column in fitters[name][1]]
    weights = numpy.ones(len(columns[0]))
    parameters = fitter.params_.to_numpy()
    if name == "pareto-nbd":
        return -float(fitter._negative_log_likelihood(parameters, *columns, weights, 0.0))
    return -float(fitter._negative_log_likelihood(numpy.log(parameters), *columns, weights, 0.0)) * len(weights)


fitted = {}
for name in models:
    fitter, columns = fitters[name]
    fitted[name] = timed("fit " + name, lambda: fitter().fit(*columns))

if "bg-nbd" in fitted and "gamma-gamma" in fitted:
    timed(
        "expected purchases",
        lambda: fitted["bg-nbd"].conditional_expected_number_of_purchases_up_to_time(39, *histories),
    )
    timed(
        "value of a year",
        lambda: fitted["gamma-gamma"].customer_lifetime_value(
            fitted["bg-nbd"], *histories, summary["monetary_value"], time=12, freq="W", discount_rate=1.1 ** (1 / 12) - 1
        ),
    )

print(
    json.dumps(
        {
            "versions": {"lifetimes": lifetimes.__version__, "python": sys.version.split()[0]},
            "seconds": seconds,
            "customers": len(summary),
            "parameters": {name: list(map(float, fitter.params_)) for name, fitter in fitted.items()},
            "logLikelihood": {name: log_likelihood(name, fitter) for name, fitter in fitted.items()},
        }
    )
)
