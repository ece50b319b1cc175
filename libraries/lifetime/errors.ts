/** Every refusal of the lifetime library. */
import { defineErrors } from '#kernel/errors.ts'

/** Makes the errors of this library, whose catalogue it carries. */
export const lifetimeError = defineErrors({
  LIFETIME_NO_CUSTOMERS: { status: 422, hint: 'Pass at least one customer.' },
  LIFETIME_LENGTHS_DIFFER: {
    status: 422,
    hint: 'Give every column one entry for each customer, in the same order.',
  },
  LIFETIME_VALUE_NOT_FINITE: {
    status: 422,
    hint: 'Remove or mend the rows with missing or infinite values.',
  },
  LIFETIME_COUNT_NOT_WHOLE: {
    status: 422,
    hint: 'Count purchase days: repeat purchases are 0, 1, 2, …, and spend observations 1, 2, ….',
  },
  LIFETIME_AGE_NEGATIVE: {
    status: 422,
    hint: 'Measure ages from the first purchase; leave out customers whose first purchase is after the end.',
  },
  LIFETIME_LAST_PURCHASE_AFTER_END: {
    status: 422,
    hint: 'Count only purchases up to the end of observation, and measure both ages in the same unit.',
  },
  LIFETIME_LAST_PURCHASE_WITHOUT_REPEAT: {
    status: 422,
    hint: 'A customer with no repeat purchase has a last purchase age of 0, measured from the first purchase.',
  },
  LIFETIME_PURCHASES_EXCEED_OPPORTUNITIES: {
    status: 422,
    hint: 'Count one purchase an opportunity at most: no more purchases than opportunities up to the last one taken.',
  },
  LIFETIME_ENDED_NOT_FLAG: {
    status: 422,
    hint: 'Say 1 of a contract that has ended and 0 of one that still runs.',
  },
  LIFETIME_ENTRY_AFTER_RENEWALS: {
    status: 422,
    hint: 'Count all renewals since the start of the contract, those before it came under observation included.',
  },
  LIFETIME_SURVIVORS_RISE: {
    status: 422,
    hint: 'Give those left of one cohort, period by period, beginning with all: no figure exceeds the one before.',
  },
  LIFETIME_PURCHASE_OUT_OF_ORDER: {
    status: 422,
    hint: 'Summarise this customer afresh from the whole log.',
  },
  LIFETIME_DAY_INVALID: {
    status: 422,
    hint: 'Give days as YYYY-MM-DD, or as whole numbers of days since any one day.',
  },
  LIFETIME_DOCUMENT_INVALID: {
    status: 422,
    hint: 'Pass the JSON of a fit as this library wrote it, or fit again.',
  },
  LIFETIME_INTERVALS_IMPOSSIBLE: {
    status: 422,
    hint: 'Sum the natural logarithms of the times between consecutive purchases, in the same unit as the ages; 0 without a repeat.',
  },
  LIFETIME_INTERVALS_MISSING: {
    status: 422,
    hint: 'Pass sumLogIntervals to purchaseHistories, counted from the log; without it use a model that takes purchases to be random, such as MBG/NBD.',
  },
  LIFETIME_WEIGHT_NOT_POSITIVE: { status: 422, hint: 'Leave out rows that stand for no customer.' },
  LIFETIME_WEIGHT_NOT_WHOLE: {
    status: 422,
    hint: 'Give rows that stand for whole customers, or one row a customer.',
  },
  LIFETIME_SPEND_NOT_POSITIVE: {
    status: 422,
    hint: 'Leave out spends of zero or less: they are no spend observation.',
  },
  LIFETIME_SCATTER_INVALID: {
    status: 422,
    hint: 'Sum the squared deviations of the logarithms from their mean: zero or more, and zero for a single spend.',
  },
  LIFETIME_FREQUENCY_NOT_POSITIVE: {
    status: 422,
    hint: 'Give a frequency above zero, for instance purchases a year, or one more than the repeat purchases.',
  },
  LIFETIME_TIME_UNIT_MISMATCH: {
    status: 422,
    hint: 'Measure the histories in the unit of the fit, or fit again in the unit of the histories.',
  },
  LIFETIME_NO_REPEAT_PURCHASES: {
    status: 422,
    hint: 'Observe these customers for longer, or include customers acquired earlier.',
  },
  LIFETIME_NO_CONTRACT_ENDED: {
    status: 422,
    hint: 'Observe these contracts for longer: until one of them ends, nothing says how long they last.',
  },
  LIFETIME_NO_RENEWALS: {
    status: 422,
    hint: 'Observe these contracts beyond their first renewal, or include contracts that began earlier.',
  },
  LIFETIME_SPEND_ALL_EQUAL: {
    status: 422,
    hint: 'Where every customer spends the same, use that amount as the expected spend; there is nothing to fit.',
  },
  LIFETIME_SPEND_MEAN_UNDEFINED: {
    status: 422,
    hint: 'Use the mean spend of all customers, or look for amounts far above all others.',
  },
  LIFETIME_FIT_NOT_CONVERGED: {
    status: 422,
    hint: 'Look for extreme values, fit with a penalty such as 0.01, or see where it stopped with allowUnconverged.',
  },
  LIFETIME_PARAMETER_NOT_POSITIVE: {
    status: 422,
    hint: 'Every parameter of every model is positive and finite.',
  },
  LIFETIME_OPTION_INVALID: { status: 422, hint: 'See the description of the option.' },
  LIFETIME_HORIZON_INVALID: {
    status: 422,
    hint: 'Use a horizon of zero or more; an infinite one needs a discount rate above zero.',
  },
  LIFETIME_COVARIATE_CONSTANT: {
    status: 422,
    hint: 'Leave the covariate out: a value that all customers share is part of the other parameters already.',
  },
  LIFETIME_COVARIATES_NOT_IDENTIFIED: {
    status: 422,
    hint: 'Leave covariates out, or fit the model without them: these customers do not tell how much they matter.',
  },
  LIFETIME_COVARIATES_COLLINEAR: {
    status: 422,
    hint: 'Leave one of these covariates out: the others say all that it says. Of k indicators of k groups, k − 1 serve.',
  },
  LIFETIME_COVARIATE_MISSING: {
    status: 422,
    hint: 'Give every covariate that the fit names, under the same name and for the same process.',
  },
  LIFETIME_COVARIATE_OFF_CENTRE: {
    status: 422,
    hint: 'Subtract from the covariate a value in its midst, for instance its mean, and fit again.',
  },
  LIFETIME_CALENDAR_INVALID: {
    status: 422,
    hint: 'Give periods that begin at ascending times, each with a multiplier above zero.',
  },
  LIFETIME_CALENDAR_TOO_SHORT: {
    status: 422,
    hint: 'Extend the calendar from the first purchase of all to the end of observation, and of the horizon.',
  },
  LIFETIME_PATH_INVALID: {
    status: 422,
    hint: 'Give each customer periods that begin at ascending times, with one value of each covariate.',
  },
  LIFETIME_PATH_TOO_SHORT: {
    status: 422,
    hint: 'Give covariates from the first purchase of each customer to the end of observation, and of the horizon.',
  },
  LIFETIME_MODEL_UNKNOWN: { status: 422, hint: 'Fit again with this version of the library.' },
})
