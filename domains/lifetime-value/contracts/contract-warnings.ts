/** What a reader must know of a valuation of contracts before believing it, each with the next step. */
import type { ContractFindings } from './contract-run.ts'
import type { Warning } from '../value-document.ts'
import { refusalBecause, valueWarning } from '../value-english.ts'
import { modelAbsentBecause, modelTitles } from '../refresh/value-warnings.ts'

/** With fewer contracts lost a fit rests on next to nothing. */
const fewLost = 30
/** With fewer renewals come up, the shape of the curve cannot be told. */
const fewRenewals = 3

/** All warnings, the gravest first. */
export function contractWarnings(
  found: ContractFindings,
  of: { readonly lost: number; readonly renewals: number },
): readonly Warning[] {
  return [...modelWarnings(found, of), ...found.validated.warnings]
}

function modelWarnings(
  { fitted, summarised, scored }: ContractFindings,
  { lost, renewals }: { readonly lost: number; readonly renewals: number },
): readonly Warning[] {
  const { contracts, failures } = fitted
  if (contracts === null) {
    const why = modelAbsentBecause(fitted)
    return [valueWarning('VALUE_RENEWAL_MODEL_NONE', { why: why.because ?? why.reason })]
  }
  const model = modelTitles[contracts.model]
  const warnings: Warning[] = failures.map((failure) => {
    const why = refusalBecause({ ...failure, details: failure.values ?? {} })
    const values = { failed: modelTitles[failure.model], why: why.because ?? why.reason, model }
    return valueWarning('VALUE_MODEL_PASSED_OVER', values)
  })
  if (summarised.running === 0)
    warnings.push(valueWarning('VALUE_CONTRACTS_ALL_ENDED', { count: summarised.contracts }))
  if (renewals < fewRenewals) warnings.push(valueWarning('VALUE_CONTRACTS_YOUNG', { count: renewals }))
  else if (lost < fewLost) warnings.push(valueWarning('VALUE_CONTRACTS_LOST_FEW', { count: lost }))
  if (contracts.warnings.length > 0) warnings.push(valueWarning('VALUE_MODEL_AT_BOUNDARY', { model }))
  if (scored?.parameterUncertainty === 'unknown') warnings.push(valueWarning('VALUE_INTERVALS_CHANCE_ONLY'))
  return warnings
}
