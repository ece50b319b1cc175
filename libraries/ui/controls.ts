/** The controls that pages are made of; Mantine is imported here and in `look.tsx` only. */
export {
  ActionIcon,
  Button,
  Checkbox,
  Menu,
  Modal,
  NativeSelect,
  NumberInput,
  Popover,
  Progress,
  SegmentedControl,
  Select,
  TextInput,
  UnstyledButton,
  VisuallyHidden,
} from '@mantine/core'
