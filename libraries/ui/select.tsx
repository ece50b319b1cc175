/** A field that opens a list to choose from. */
import { Select as MantineSelect } from '@mantine/core'
import { useMemo, useReducer, type ComponentProps, type ReactElement } from 'react'

/** Its props are those of Mantine, and so is the type that it has for whoever uses it. */
export const Select = NamedSelect as typeof MantineSelect

/**
 * The field says that it is open, and which list it has opened, only when it is drawn once more: the list gets its name
 * just after it was drawn itself.
 */
function NamedSelect(props: ComponentProps<typeof MantineSelect>): ReactElement {
  const [, drawAgain] = useReducer((times: number) => times + 1, 0)
  const attributes = useMemo(
    () => ({
      options: {
        // A list that scrolls would take a press of Tab, close, and lose the focus.
        tabIndex: -1,
        ref: () => {
          const named = setTimeout(drawAgain)
          return () => clearTimeout(named)
        },
      },
    }),
    [],
  )
  return <MantineSelect {...props} attributes={attributes} />
}
