"""Fits the peer library `lifetimes` to a log `customer,date,amount` and prints what it found and how long it took."""
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

path, until = sys.argv[1], sys.argv[2]
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
weeks = summary[["recency", "T"]] / 7
frequency = summary["frequency"]

purchases = lifetimes.BetaGeoFitter()
timed("fit bg-nbd", lambda: purchases.fit(frequency, weeks["recency"], weeks["T"]))
repeaters = summary[frequency > 0]
spend = lifetimes.GammaGammaFitter()
timed("fit gamma-gamma", lambda: spend.fit(repeaters["frequency"], repeaters["monetary_value"]))
timed(
    "expected purchases",
    lambda: purchases.conditional_expected_number_of_purchases_up_to_time(39, frequency, weeks["recency"], weeks["T"]),
)



def log_likelihood(fitter, *data):
    # The fitter's own figure is in a unit of time that it chose for its search; this is in the unit of the data.
    columns = [column.to_numpy(dtype="float64") for column in data]
    weights = numpy.ones(len(columns[0]))
    mean = fitter._negative_log_likelihood(numpy.log(fitter.params_.to_numpy()), *columns, weights, 0.0)
    return -float(mean) * len(weights)


print(
    json.dumps(
        {
            "version": lifetimes.__version__,
            "seconds": seconds,
            "customers": len(summary),
            "parameters": {
                "bg-nbd": dict(purchases.params_),
                "gamma-gamma": dict(zip(("p", "q", "gamma"), spend.params_)),
            },
            "logLikelihood": {
                "bg-nbd": log_likelihood(purchases, frequency, weeks["recency"], weeks["T"]),
                "gamma-gamma": log_likelihood(
                    spend, repeaters["frequency"], repeaters["monetary_value"]
                ),
            },
        }
    )
)
