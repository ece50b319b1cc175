/** The log-likelihood of single histories with gradient and Hessian, where every row has parameters of its own. */
import { digammaIncrement, logGammaIncrement, trigammaIncrement } from '#numerics/gamma.ts'
import { distinctRows, picked } from '../collapse.ts'
import type { Cells } from '../covariates/cells.ts'
import type { WeightedHistories } from '../model.ts'
import type { Endings } from '../until-dropout/two-endings.ts'
import { updateEndings } from './objective.ts'

/**
 * Every row as a cell of its own.
 *
 * @see `objective.ts` for the two ways a history may end; derivatives are in ln r, ln α, ln s, ln β.
 */
export function paretoNbdRows(rows: WeightedHistories): Cells {
  const { repeatPurchases, lastPurchaseAge, age, weight } = rows
  const { places, firsts } = distinctRows([repeatPurchases])
  const counts = picked(repeatPurchases, firsts)
  // ln Γ(r+x)/Γ(r) with its derivatives in ln r, once for each x.
  const starts = new Float64Array(3 * counts.length)
  const dropout = oneEnding()
  const active = oneEnding()
  return {
    count: age.length,
    begin: ([r]) => {
      for (let i = 0; i < counts.length; i++) {
        const slope = r * digammaIncrement(r, counts[i])
        starts[3 * i] = logGammaIncrement(r, counts[i])
        starts[3 * i + 1] = slope
        starts[3 * i + 2] = slope + r * r * trigammaIncrement(r, counts[i])
      }
    },
    curvatureOf: (row, [r, alpha, s, beta], out) => {
      const parameters = { r, alpha, s, beta }
      setEnding(dropout, repeatPurchases[row], lastPurchaseAge[row])
      setEnding(active, repeatPurchases[row], age[row])
      updateEndings(dropout, parameters, { active: false })
      updateEndings(active, parameters, { active: true })
      fillMixture(out, dropout, active)
      const start = 3 * places[row]
      out[0] += starts[start]
      out[1] += starts[start + 1]
      out[5] += starts[start + 2]
      for (let k = 0; k < out.length; k++) out[k] *= weight[row]
    },
  }
}

function oneEnding(): Endings {
  return {
    repeatPurchases: new Float64Array(1),
    time: new Float64Array(1),
    ofRow: new Int32Array(1),
    value: new Float64Array(1),
    gradient: new Float64Array(4),
    hessian: new Float64Array(10),
    weight: new Float64Array(1),
  }
}

function setEnding(ending: Endings, repeatPurchases: number, time: number): void {
  ending.repeatPurchases[0] = repeatPurchases
  ending.time[0] = time
}

/** ln(e^Φ + e^Ψ) with its derivatives. */
function fillMixture(out: Float64Array, dropout: Endings, active: Endings): void {
  const odds = active.value[0] - dropout.value[0]
  const power = Math.exp(-Math.abs(odds))
  const less = power / (1 + power)
  const probability = odds > 0 ? 1 - less : less
  const spread = less * (1 - less)
  out[0] = Math.max(active.value[0], dropout.value[0]) + Math.log1p(power)
  let at = 0
  for (let i = 0; i < 4; i++) {
    const slope = active.gradient[i] - dropout.gradient[i]
    out[1 + i] = dropout.gradient[i] + probability * slope
    for (let j = 0; j <= i; j++, at++) {
      const other = active.gradient[j] - dropout.gradient[j]
      const plain = dropout.hessian[at] + probability * (active.hessian[at] - dropout.hessian[at])
      out[5 + at] = plain + spread * slope * other
    }
  }
}
