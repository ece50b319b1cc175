/** What apps do with the audit. */
import type { RefreshStep } from '#columnar/refresh.ts'
import type { RefreshedWith } from '#lifetime-value/lifetime-value.actions.ts'
import { auditStep } from './audit.step.ts'
import { equityStep } from './equity/equity.step.ts'

/** The audit's steps of a refresh that values the base. */
export function auditSteps({ options: { until, margin }, currency }: RefreshedWith): readonly RefreshStep[] {
  return [
    auditStep({ until, margin, currency, fiscalStart: 1 }),
    equityStep({ marginStated: margin !== null }),
  ]
}
