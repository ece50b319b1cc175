/** Fields of how a base is valued. */
import { contractModelNames } from '#lifetime/contractual/contract-model.ts'
import { purchaseModelNames } from '#lifetime/model.ts'
import { NumberInput } from '#ui/controls.ts'
import { Select } from '#ui/overlays.ts'
import { About, useWords } from '#ui/words.tsx'
import type { ReactElement } from 'react'
import type { LogKind } from '../log-kind.ts'
import styles from './import.module.css'
import type { ValueChoices } from './value-choices.ts'

interface FieldsProps {
  readonly choices: ValueChoices
  readonly change: (changes: Partial<ValueChoices>) => void
  /** Whether rows are purchases or contracts; all models are offered where that is not known. */
  readonly log?: LogKind | undefined
}

const models = {
  purchases: ['auto', 'all', ...purchaseModelNames],
  contracts: ['auto', ...contractModelNames],
  both: ['auto', 'all', ...purchaseModelNames, ...contractModelNames],
} as const
const units = ['week', 'day'] as const

/** The words of the fields are about what is valued. */
export function ValueFields(props: FieldsProps): ReactElement {
  const { log } = props
  return (
    <About subject={log === 'contracts' ? log : undefined}>
      <Fields {...props} />
    </About>
  )
}

function Fields({ choices, change, log }: FieldsProps): ReactElement {
  const words = useWords('history')
  return (
    <>
      <Figure name="margin" choices={choices} change={change} max={100} suffix=" %" />
      <Figure name="horizonWeeks" choices={choices} change={change} max={520} />
      <Figure name="discount" choices={choices} change={change} max={1000} suffix=" %" />
      <Select
        label={words('choices.model')}
        description={words(`choices.modelHints.${choices.model}`)}
        data={models[log ?? 'both'].map((model) => ({
          value: model,
          label: words(`choices.models.${model}`),
        }))}
        renderOption={({ option, checked = false }) => (
          <span>
            {checked ? <strong>{option.label}</strong> : option.label}
            <small className={styles.hint}>{words(`choices.modelHints.${option.value}`)}</small>
          </span>
        )}
        value={choices.model}
        onChange={(model) => change({ model: model ?? 'auto' })}
      />
      {log === 'contracts' ? null : (
        <Select
          label={words('choices.unit')}
          description={words('choices.unitHint')}
          data={units.map((unit) => ({ value: unit, label: words(`choices.units.${unit}`) }))}
          value={choices.unit}
          onChange={(unit) => change({ unit: unit ?? 'week' })}
        />
      )}
    </>
  )
}

function Figure(
  props: FieldsProps & {
    readonly name: 'margin' | 'horizonWeeks' | 'discount'
    readonly max: number
    readonly suffix?: string
  },
): ReactElement {
  const words = useWords('history')
  const { name, choices, change, max, suffix = '' } = props
  return (
    <NumberInput
      label={words(`choices.${name}`)}
      description={words(`choices.${name}Hint`)}
      min={0}
      max={max}
      suffix={suffix}
      hideControls
      value={choices[name]}
      onChange={(value) => change({ [name]: value })}
    />
  )
}
