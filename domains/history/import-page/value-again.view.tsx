/** Values the same history again, with other choices. */
import { useRequest } from '#ui/answer.tsx'
import { Button } from '#ui/controls.ts'
import { Panel } from '#ui/page.tsx'
import { Refusal } from '#ui/states.tsx'
import { useWords } from '#ui/words.tsx'
import { useState, type FormEvent, type ReactElement } from 'react'
import type { Business } from '../business.contract.ts'
import { refreshBusiness } from '../history.contract.ts'
import styles from './import.module.css'
import { choicesOf, optionsOf } from './value-choices.ts'
import { ValueFields } from './value-fields.view.tsx'

export default function ValueAgain({ business }: { readonly business: Business }): ReactElement {
  const words = useWords('history')
  const [choices, setChoices] = useState(choicesOf(business.options))
  const request = useRequest(refreshBusiness)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    request.send({ business: business.business, options: optionsOf(choices) })
  }
  return (
    <Panel title={words('again.title')} lead={words('again.lead')}>
      <form className={styles.choices} onSubmit={submit}>
        <div className={styles.fields}>
          <ValueFields
            choices={choices}
            change={(changes) => setChoices({ ...choices, ...changes })}
            log={business.log ?? undefined}
          />
        </div>
        {request.refused === undefined ? null : <Refusal error={request.refused} />}
        <div className={styles.actions}>
          <Button
            type="submit"
            variant="default"
            loading={request.sending}
            disabled={business.work?.state === 'running'}
          >
            {words('again.start')}
          </Button>
        </div>
      </form>
    </Panel>
  )
}
