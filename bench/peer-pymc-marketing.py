"""Fits models of the peer library PyMC-Marketing to a log `customer,date,amount`; prints what it found and how long it took.

Priors are flat, so that the maximum a posteriori is that of the likelihood. Each model is fitted to a few hundred customers
first, so that the compilation of its code is not timed; building and optimising its graph is.
"""
import json
import logging
import sys
import time
import warnings

warnings.filterwarnings("ignore")
logging.disable(logging.WARNING)
try:
    import numpy
    import pandas
    import pymc
    import pymc_marketing
    from pymc_extras.prior import Prior
    from pymc_marketing import clv
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
    lambda: clv.utils.rfm_summary(
        log, "customer", "date", "amount", observation_period_end=until, time_unit="D", time_scaler=7
    ),
)
repeaters = summary[(summary["frequency"] > 0) & (summary["monetary_value"] > 0)]
kinds = {
    "bg-nbd": (clv.BetaGeoModel, ("r", "alpha", "a", "b"), summary),
    "mbg-nbd": (clv.ModifiedBetaGeoModel, ("r", "alpha", "a", "b"), summary),
    "pareto-nbd": (clv.ParetoNBDModel, ("r", "alpha", "s", "beta"), summary),
    "gamma-gamma": (clv.GammaGammaModel, ("p", "q", "v"), repeaters),
}


def fit(name, rows):
    kind, names, data = kinds[name]
    model = kind(data=data[:rows], model_config={parameter: Prior("HalfFlat") for parameter in names})
    model.fit(method="map", progressbar=False)
    return model


def parameters_of(name, model):
    return {parameter: float(model.idata.posterior[parameter].values.ravel()[0]) for parameter in kinds[name][1]}


def log_likelihood(name, model):
    # A flat prior adds nothing, and the change to logarithms is left out.
    point = {f"{key}_log__": numpy.log(value) for key, value in parameters_of(name, model).items()}
    return float(model.model.compile_logp(jacobian=False)(point))


fitted = {}
for name in models:
    fit(name, 400)
    fitted[name] = timed("fit " + name, lambda: fit(name, None))

if "bg-nbd" in fitted and "gamma-gamma" in fitted:
    timed("expected purchases", lambda: fitted["bg-nbd"].expected_purchases(data=summary, future_t=39))
    timed(
        "value of a year",
        lambda: fitted["gamma-gamma"].expected_customer_lifetime_value(
            fitted["bg-nbd"], summary, future_t=12, discount_rate=1.1 ** (1 / 12) - 1, time_unit="W"
        ),
    )

print(
    json.dumps(
        {
            "versions": {
                "pymc-marketing": pymc_marketing.__version__,
                "pymc": pymc.__version__,
                "python": sys.version.split()[0],
            },
            "seconds": seconds,
            "customers": len(summary),
            "parameters": {name: parameters_of(name, model) for name, model in fitted.items()},
            "logLikelihood": {name: log_likelihood(name, model) for name, model in fitted.items()},
        }
    )
)
