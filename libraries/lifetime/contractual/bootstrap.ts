/** The parametric bootstrap of contracts: what a fit would have been, had chance ended others of them. */
import type { Random } from '#numerics/random.ts'
import {
  type Bootstrap,
  bootstrapOf,
  type BootstrapOptions,
  columnOfCustomers,
} from '../inference/bootstrap.ts'
import type { AnyFittedContractModel } from './contract-model.ts'
import { contractModel, furtherSurvival } from './contract-models.ts'
import { dueRenewalsDrawer } from './due-renewals.ts'
import { contractHistories, type ContractHistories } from './histories.ts'

/**
 * Simulates contracts as those of the data from the fit, and fits them again from where the fit is: as many, which came
 * under observation as late, and were observed as long as those of the data, drawn anew for those that ended.
 *
 * @param histories - The data of the fit.
 * @throws LIFETIME_OPTION_INVALID where fewer than two replicates are asked for, or where none could be fitted;
 *   LIFETIME_WEIGHT_NOT_WHOLE, LIFETIME_MODEL_UNKNOWN.
 * @see Efron & Tibshirani (1993), "An Introduction to the Bootstrap", sections 6.5 and 13.3.
 */
export function parametricBootstrap(
  fitted: AnyFittedContractModel,
  histories: ContractHistories,
  options: BootstrapOptions<AnyFittedContractModel>,
): Bootstrap {
  const model = contractModel(fitted)
  const draw = contractsDrawer(fitted, histories)
  return bootstrapOf(fitted, options, (random) => model.fit(draw(random), { start: fitted.parameters }))
}

function contractsDrawer(
  fitted: AnyFittedContractModel,
  { renewals, ended, renewalsAtEntry, weight }: ContractHistories,
): (random: Random) => ContractHistories {
  const contracts = {
    renewals: columnOfCustomers(renewals, weight),
    ended: columnOfCustomers(ended, weight),
    renewalsAtEntry: columnOfCustomers(renewalsAtEntry ?? new Float64Array(renewals.length), weight),
  }
  const entry = contracts.renewalsAtEntry
  const drawDue = dueRenewalsDrawer(contracts)
  const most = contracts.renewals.reduce((oldest, age) => Math.max(oldest, age), 0) + 1
  const survival = furtherSurvival(fitted)
  const curves: Float64Array[] = []
  for (const from of new Set(entry)) {
    curves[from] = Float64Array.from({ length: most - from + 1 }, (_, more) => survival(from, more))
  }
  return (random) => {
    const due = drawDue(random)
    const made = due.map(
      (last, row) => entry[row] + drawnRenewals(curves[entry[row]], last - entry[row], random),
    )
    return contractHistories({
      renewals: made,
      ended: made.map((age, row) => Number(age < due[row])),
      renewalsAtEntry: entry,
    })
  }
}

/** Renewals of one contract, `due` at most: the number k at which S(k) still exceeds a uniform number. */
function drawnRenewals(curve: Float64Array, due: number, random: Random): number {
  const rank = random()
  let [made, notMade] = [0, due + 1]
  while (notMade - made > 1) {
    const middle = (made + notMade) >> 1
    if (curve[middle] > rank) made = middle
    else notMade = middle
  }
  return made
}
