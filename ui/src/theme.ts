import { Badge, Button, createTheme, Kbd, Menu, Modal, MultiSelect, Select, Table, Tooltip } from "@mantine/core";

/** Dense and calm; nothing under 12 px, also in badges and descriptions, which Mantine makes smaller. */
export const theme = createTheme({
  fontFamily: "'Inter Variable', Inter, system-ui, sans-serif",
  fontFamilyMonospace: "ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, monospace",
  primaryColor: "indigo",
  primaryShade: { light: 6, dark: 7 },
  defaultRadius: "md",
  cursorType: "pointer",
  focusRing: "auto",
  fontSizes: { xs: "0.75rem", sm: "0.8125rem", md: "0.875rem", lg: "1rem", xl: "1.25rem" },
  headings: { fontWeight: "600", sizes: { h1: { fontSize: "1.375rem" }, h2: { fontSize: "0.9375rem" }, h3: { fontSize: "0.875rem" } } },
  components: {
    Badge: Badge.extend({
      defaultProps: { variant: "light", radius: "xl" },
      styles: { root: { fontSize: "0.75rem", textTransform: "none", fontWeight: 600, letterSpacing: 0, height: "1.25rem" } },
    }),
    Button: Button.extend({ defaultProps: { size: "sm" } }),
    Kbd: Kbd.extend({ styles: { root: { fontSize: "0.75rem" } } }),
    Menu: Menu.extend({ defaultProps: { position: "bottom-end", shadow: "md" } }),
    Modal: Modal.extend({
      defaultProps: { centered: true, radius: "md", overlayProps: { backgroundOpacity: 0.35 }, transitionProps: { duration: 120 } },
      // A title names its customer, and runs over several lines then.
      styles: { title: { fontWeight: 600, lineHeight: 1.35, overflowWrap: "anywhere" } },
    }),
    MultiSelect: MultiSelect.extend({ defaultProps: { openOnFocus: false } }),
    // A list that opens under the focus would hide the sentence about its field.
    Select: Select.extend({ defaultProps: { allowDeselect: false, checkIconPosition: "right", openOnFocus: false } }),
    Table: Table.extend({ defaultProps: { verticalSpacing: 6, horizontalSpacing: "sm" } }),
    Tooltip: Tooltip.extend({ defaultProps: { withArrow: true, openDelay: 300 }, styles: { tooltip: { fontSize: "0.75rem" } } }),
  },
});
