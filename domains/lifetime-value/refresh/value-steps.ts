/** The steps of a valuation, in order. */
import type { RefreshStep } from '#columnar/refresh.ts'
import { Ahead } from './ahead.ts'
import { chooseStep } from './choose.step.ts'
import { covariatesStep } from '../covariates/covariates.step.ts'
import { fitStep } from './fit.step.ts'
import { publishStep } from './publish.step.ts'
import { scoreStep } from './score.step.ts'
import { seasonsStep } from '../seasons/seasons.step.ts'
import { summariseStep } from './summarise.step.ts'
import { validateStep } from './validate.step.ts'
import type { ValueRun } from './value-run.ts'

/** From the history to the tables and documents of a snapshot. */
export function valueSteps(run: ValueRun): readonly RefreshStep[] {
  const ahead = new Ahead(run.elapsed)
  const steps = [
    summariseStep,
    covariatesStep,
    chooseStep,
    fitStep,
    validateStep,
    scoreStep,
    seasonsStep,
    publishStep,
  ]
  return steps.map((step) => step(run, ahead))
}
