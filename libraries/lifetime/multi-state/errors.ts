/** What the valuing of stages refuses. */
import { defineErrors } from '#kernel/errors.ts'

/** Makes the errors of the model of stages. */
export const stageError = defineErrors({
  LIFETIME_STATES_INVALID: {
    status: 422,
    hint: 'Name at least one state and at least one product, each once, and the exit by a name of its own.',
  },
  LIFETIME_STATE_UNKNOWN: {
    status: 422,
    hint: 'Use a state or product that is in the list, or add it to the list.',
  },
  LIFETIME_AGES_INVALID: {
    status: 422,
    hint: 'Count ages and tenures in whole periods from 0 on, first before last, each start of a tenure band above the one before.',
  },
  LIFETIME_STAGE_AGE_OUT_OF_RANGE: {
    status: 422,
    hint: 'Keep to the ages from firstAge to lastAge, or widen them.',
  },
  LIFETIME_STAGE_TENURE_OUT_OF_RANGE: {
    status: 422,
    hint: 'Tenure counts whole periods from the first tenure start on; a row of a table names the start of its band.',
  },
  LIFETIME_TRANSITION_NOT_PROBABILITY: {
    status: 422,
    hint: 'Every probability is a number from 0 to 1.',
  },
  LIFETIME_TRANSITION_TWICE: {
    status: 422,
    hint: 'Give each transition once for an age and tenure; a row without an age holds at every age.',
  },
  LIFETIME_TRANSITIONS_DO_NOT_SUM: {
    status: 422,
    hint: 'The probabilities out of a state, the exit among them, sum to 1 at every age and tenure.',
  },
  LIFETIME_MARGIN_MISSING: {
    status: 422,
    hint: 'Give a margin for every state, product, age and tenure; 0 where a product earns nothing.',
  },
  LIFETIME_MARGIN_TWICE: {
    status: 422,
    hint: 'Give each margin once for an age and tenure; a row without an age holds at every age.',
  },
  LIFETIME_MARGIN_NOT_FINITE: {
    status: 422,
    hint: 'A margin is a finite number, below zero where the state costs; a deviation is not below zero.',
  },
  LIFETIME_EXIT_EARNS: {
    status: 422,
    hint: 'Nobody returns from the exit and it earns nothing: give what comes after it a state of its own.',
  },
  LIFETIME_STAGE_VALUE_INFINITE: {
    status: 422,
    hint: 'Use a discount rate above zero, a horizon with an end, or a way to the exit from every state.',
  },
  LIFETIME_STAGE_RECORDS_UNSORTED: {
    status: 422,
    hint: 'Sort the records by customer, in the order of character codes, and then by period, one record a period.',
  },
  LIFETIME_STAGE_RECORDS_BROKEN: {
    status: 422,
    hint: 'A customer has a record in every period until the exit, and grows a period older from one to the next.',
  },
  LIFETIME_STATE_NEVER_LEFT_OR_KEPT: {
    status: 422,
    hint: 'Merge this state with one that is like it, or observe for longer: no record shows what follows it.',
  },
})
