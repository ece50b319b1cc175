/** How well a fit of BG/BB is known: its certificate, and the parametric bootstrap. */
import { checkDocument } from '../document.ts'
import {
  type Bootstrap,
  bootstrapOf,
  type BootstrapOptions,
  columnOfCustomers,
} from '../inference/bootstrap.ts'
import { type Certificate, certificateOf } from '../inference/certificate.ts'
import { fitBetaBinomial } from './beta-binomial.ts'
import { fitBgBb } from './fit.ts'
import type { OpportunityHistories } from './histories.ts'
import type { FittedBgBb } from './likelihood.ts'
import { simulateBgBb } from './simulate.ts'

/**
 * Certifies a fit on its own data: that it is a summit, that the data tell it, and that the beta-binomial, its limit where
 * nobody is lost, is no likelier.
 *
 * @param histories - The data of the fit.
 * @throws LIFETIME_MODEL_UNKNOWN.
 */
export function certify(fitted: FittedBgBb, histories: OpportunityHistories): Certificate<'beta-binomial'> {
  checkDocument(fitted, ['bg-bb'])
  return certificateOf(fitted, [{ model: 'beta-binomial', fit: () => fitBetaBinomial(histories) }])
}

/**
 * Simulates customers with the opportunities of the data from the fit, and fits them again from where the fit is.
 *
 * @param histories - The data of the fit: of them the opportunities and the number of customers are read.
 * @throws LIFETIME_OPTION_INVALID where fewer than two replicates are asked for, or where none could be fitted;
 *   LIFETIME_WEIGHT_NOT_WHOLE, LIFETIME_MODEL_UNKNOWN.
 * @see Efron & Tibshirani (1993), "An Introduction to the Bootstrap", sections 6.5 and 13.3.
 */
export function parametricBootstrap(
  fitted: FittedBgBb,
  histories: OpportunityHistories,
  options: BootstrapOptions<FittedBgBb>,
): Bootstrap {
  checkDocument(fitted, ['bg-bb'])
  const opportunities = columnOfCustomers(histories.opportunities, histories.weight)
  return bootstrapOf(fitted, options, (random) => {
    const { histories: drawn } = simulateBgBb(fitted, { opportunities, horizon: 0, random })
    return fitBgBb(drawn, { start: fitted.parameters })
  })
}
