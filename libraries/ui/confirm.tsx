/** Asks before something is done that is hard to take back. */
import type { ReactElement } from 'react'
import styles from './confirm.module.css'
import { Button, Modal } from './controls.ts'

export function Confirm(props: {
  readonly open: boolean
  readonly title: string
  readonly text: string
  readonly yes: string
  readonly no: string
  readonly onAnswer: (sure: boolean) => void
}): ReactElement {
  const { onAnswer } = props
  return (
    <Modal.Root opened={props.open} onClose={() => onAnswer(false)} centered>
      <Modal.Overlay />
      <Modal.Content>
        <Modal.Body className={styles.body}>
          <Modal.Title className={styles.title}>{props.title}</Modal.Title>
          <p>{props.text}</p>
          <div className={styles.actions}>
            <Button variant="default" data-autofocus onClick={() => onAnswer(false)}>
              {props.no}
            </Button>
            <Button className={styles.yes} onClick={() => onAnswer(true)}>
              {props.yes}
            </Button>
          </div>
        </Modal.Body>
      </Modal.Content>
    </Modal.Root>
  )
}
