import type { ReactNode } from 'react';

/** A cell of the list's grid. Rows are placed by hand, so no table element can hold them; the grid itself has the focus. */
export function GridCell({ className, children }: { className?: string; children: ReactNode }) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: see above
    // biome-ignore lint/a11y/useFocusableInteractive: see above
    <div role="gridcell" className={className}>
      {children}
    </div>
  );
}
