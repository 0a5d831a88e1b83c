import {
  ActionIcon,
  Button,
  createTheme,
  Drawer,
  Menu,
  Modal,
  PasswordInput,
  Popover,
  Select,
  Switch,
  Textarea,
  TextInput,
  Tooltip,
  type VariantColorsResolver,
} from '@mantine/core';

type Shade = '0' | '1' | '2' | '3' | '4' | '5' | '6' | '7' | '8' | '9';
const palm = Array.from({ length: 10 }, () => 'var(--accent)') as unknown as Record<Shade, string> &
  readonly [string, string, string, string, string, string, string, string, string, string];

/** Classes of theme/fields.css, for every field alike. */
const field = {
  label: 'field-label',
  error: 'field-error',
  description: 'field-description',
  input: 'field-input',
};

/** The tokens' colours for every variant, in both themes, with text that reads on them (AA). */
const variantColorResolver: VariantColorsResolver = ({ variant, color }) => {
  const danger = color === 'danger';
  const main = danger ? 'var(--danger)' : 'var(--accent)';
  const soft = danger ? 'var(--danger-soft)' : 'var(--accent-soft)';
  const none = '1px solid transparent';
  switch (variant) {
    case 'filled':
      return {
        background: main,
        hover: danger ? 'var(--danger-hover)' : 'var(--accent-hover)',
        color: danger ? 'var(--on-danger)' : 'var(--on-accent)',
        border: none,
      };
    case 'light':
      return {
        background: soft,
        hover: danger ? 'var(--danger-soft)' : 'var(--accent-soft-hover)',
        color: main,
        border: none,
      };
    case 'subtle':
      return {
        background: 'transparent',
        hover: 'var(--hover)',
        color: danger || color === 'accent' ? main : 'var(--text)',
        border: none,
      };
    default:
      return {
        background: 'var(--surface)',
        hover: 'var(--hover)',
        color: danger ? main : 'var(--text)',
        border: '1px solid var(--field-border)',
      };
  }
};

/** `closeLabel` names the buttons that have a cross only. */
export function coconutTheme(closeLabel: string) {
  return createTheme({
    fontFamily: 'var(--font-text)',
    fontFamilyMonospace: 'var(--font-mono)',
    primaryColor: 'palm',
    colors: { palm },
    defaultRadius: 8,
    cursorType: 'pointer',
    respectReducedMotion: true,
    variantColorResolver,
    components: {
      // Locking the scroll would put a style tag into the page, which the content security policy forbids.
      Modal: Modal.extend({
        classNames: { title: 'dialog-title' },
        defaultProps: {
          lockScroll: false,
          centered: true,
          radius: 10,
          padding: 24,
          closeButtonProps: { 'aria-label': closeLabel },
          overlayProps: { color: 'transparent', backgroundOpacity: 1, className: 'veil' },
          transitionProps: { duration: 150 },
        },
      }),
      Drawer: Drawer.extend({
        classNames: { title: 'dialog-title' },
        defaultProps: {
          lockScroll: false,
          position: 'right',
          size: 440,
          padding: 24,
          closeButtonProps: { 'aria-label': closeLabel },
          overlayProps: { color: 'transparent', backgroundOpacity: 1, className: 'veil' },
          transitionProps: { duration: 150 },
        },
      }),
      Button: Button.extend({ defaultProps: { variant: 'default', fw: 500 } }),
      ActionIcon: ActionIcon.extend({ defaultProps: { variant: 'subtle' } }),
      TextInput: TextInput.extend({ defaultProps: { size: 'md' }, classNames: field }),
      Textarea: Textarea.extend({ defaultProps: { size: 'md' }, classNames: field }),
      Select: Select.extend({ defaultProps: { size: 'md' }, classNames: field }),
      PasswordInput: PasswordInput.extend({ defaultProps: { size: 'md' }, classNames: field }),
      // The focus goes to the first item, not to an empty element before it that a menu may not hold.
      Menu: Menu.extend({
        defaultProps: { radius: 10, transitionProps: { duration: 120 }, withInitialFocusPlaceholder: false },
      }),
      Popover: Popover.extend({ defaultProps: { radius: 10, transitionProps: { duration: 120 } } }),
      Tooltip: Tooltip.extend({
        defaultProps: {
          openDelay: 300,
          transitionProps: { duration: 120 },
          events: { hover: true, focus: true, touch: true },
        },
      }),
      Switch: Switch.extend({ defaultProps: { size: 'md' } }),
    },
  });
}
