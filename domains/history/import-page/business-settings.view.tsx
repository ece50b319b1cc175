/** The name of one's own business, and its end. */
import { useRequest } from '#ui/answer.tsx'
import { Confirm } from '#ui/confirm.tsx'
import { Button, TextInput } from '#ui/controls.ts'
import { IconTrash } from '#ui/icons.ts'
import { Panel } from '#ui/page.tsx'
import { Refusal } from '#ui/states.tsx'
import { useWords } from '#ui/words.tsx'
import { useState, type FormEvent, type ReactElement } from 'react'
import { deleteBusiness, renameBusiness, type Business } from '../business.contract.ts'
import styles from './import.module.css'

export default function BusinessSettings(props: {
  readonly business: Business
  readonly onDeleted: () => void
}): ReactElement {
  const words = useWords('history')
  const { business, onDeleted } = props
  return (
    <Panel title={words('settings.title')}>
      <Rename key={business.name} business={business} />
      <Delete business={business} onDeleted={onDeleted} />
    </Panel>
  )
}

function Rename({ business }: { readonly business: Business }): ReactElement {
  const words = useWords('history')
  const request = useRequest(renameBusiness)
  const [name, setName] = useState(business.name)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    request.send({ business: business.business, name: name.trim() })
  }
  return (
    <form className={styles.rename} onSubmit={submit}>
      <TextInput
        label={words('settings.name')}
        required
        maxLength={80}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <Button
        type="submit"
        variant="default"
        loading={request.sending}
        disabled={name.trim() === business.name || name.trim() === ''}
      >
        {words('settings.rename')}
      </Button>
      {request.refused === undefined ? null : <Refusal error={request.refused} />}
    </form>
  )
}

function Delete(props: { readonly business: Business; readonly onDeleted: () => void }): ReactElement {
  const words = useWords('history')
  const request = useRequest(deleteBusiness, { leaves: true })
  const [asking, ask] = useState(false)
  const { business, onDeleted } = props
  return (
    <div className={styles.actions}>
      <Button
        variant="default"
        loading={request.sending}
        leftSection={<IconTrash size={16} aria-hidden />}
        onClick={() => ask(true)}
      >
        {words('settings.delete')}
      </Button>
      {request.refused === undefined ? null : <Refusal error={request.refused} />}
      <Confirm
        open={asking}
        title={words('settings.deleteTitle', { name: business.name })}
        text={words('settings.deleteText')}
        yes={words('settings.deleteYes')}
        no={words('settings.keep')}
        onAnswer={(sure) => {
          ask(false)
          if (sure) request.send({ business: business.business }, onDeleted)
        }}
      />
    </div>
  )
}
