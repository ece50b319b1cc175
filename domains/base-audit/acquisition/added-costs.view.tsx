/** What came of giving costs: added, known already, or refused because there are some already. */
import type { RefusedBecause } from '#ui/answer.tsx'
import { Button } from '#ui/controls.ts'
import { Refusal } from '#ui/states.tsx'
import { useWords } from '#ui/words.tsx'
import type { ReactElement } from 'react'
import type { EquityFinding } from '../equity.contract.ts'
import { EquityNotices } from '../equity/equity-notices.view.tsx'
import styles from '../page/audit.module.css'

export function AddedCosts(props: {
  readonly of: {
    readonly added: boolean
    readonly costs: number
    readonly findings: readonly EquityFinding[]
  }
  readonly currency: string | null
}): ReactElement {
  const words = useWords('base-audit')
  const { added, costs, findings } = props.of
  return (
    <>
      <output className={styles.of}>
        {added ? words('acquisition.added', { count: costs }) : words('acquisition.addedBefore')}
      </output>
      <EquityNotices of={findings} currency={props.currency} />
    </>
  )
}

/** A refusal; where the same months have costs already, the new ones may come on top of them. */
export function OverlapRefusal(props: {
  readonly error: RefusedBecause
  readonly onTop: () => void
}): ReactElement {
  const words = useWords('base-audit')
  const { error, onTop } = props
  return (
    <div className={styles.costs}>
      <Refusal error={error} />
      {error.code === 'ACQUISITION_COSTS_OVERLAP' ? (
        <div>
          <Button variant="default" onClick={onTop}>
            {words('acquisition.onTop')}
          </Button>
        </div>
      ) : null}
    </div>
  )
}
