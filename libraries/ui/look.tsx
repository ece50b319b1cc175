/** Colours and direction of everything below: Mantine's provider, without style elements that a strict policy refuses. */
import {
  createTheme,
  DirectionProvider,
  MantineProvider,
  useMantineColorScheme,
  type MantineColorScheme,
} from '@mantine/core'
import type { ReactElement, ReactNode } from 'react'
import '@fontsource-variable/inter/wght.css'
import './controls.css'
import './tokens.css'
import './base.css'
import styles from './look.module.css'

/** Light, dark, or as the machine is set. */
export type ColourScheme = MantineColorScheme

/** Explanations stand under the field, so that fields side by side are on one line. */
const belowField = ['label', 'input', 'description', 'error']

const theme = createTheme({
  focusRing: 'auto',
  cursorType: 'pointer',
  respectReducedMotion: true,
  components: {
    InputWrapper: { defaultProps: { classNames: { label: styles.label, description: styles.explained } } },
    TextInput: { defaultProps: { inputWrapperOrder: belowField } },
    NumberInput: { defaultProps: { inputWrapperOrder: belowField } },
    // Inside the landmark it belongs to, and without an empty stop that no reader can name.
    Menu: { defaultProps: { withinPortal: false, withInitialFocusPlaceholder: false } },
    Select: {
      defaultProps: {
        allowDeselect: false,
        comboboxProps: { keepMounted: false, withinPortal: false },
        withScrollArea: false,
        classNames: { options: styles.options, label: styles.label, description: styles.explained },
        checkIconPosition: 'right',
        inputWrapperOrder: belowField,
      },
    },
    // Locking the scroll would insert a style element, which the content security policy refuses.
    ModalRoot: { defaultProps: { lockScroll: false } },
  },
})

/** Gives everything inside the product's look; `direction` is that of the reader's language. */
export function Look(props: {
  readonly direction: 'ltr' | 'rtl'
  readonly children: ReactNode
}): ReactElement {
  return (
    <DirectionProvider key={props.direction} initialDirection={props.direction} detectDirection={false}>
      <MantineProvider
        theme={theme}
        defaultColorScheme="auto"
        withCssVariables={false}
        withGlobalClasses={false}
        classNamesPrefix="ui"
        withStaticClasses={false}
      >
        {props.children}
      </MantineProvider>
    </DirectionProvider>
  )
}

/** The colour scheme that the reader chose, and how to choose another. */
export function useColourScheme(): readonly [ColourScheme, (scheme: ColourScheme) => void] {
  const { colorScheme, setColorScheme } = useMantineColorScheme({ keepTransitions: true })
  return [colorScheme, setColorScheme]
}
