import { Skeleton } from '#components/ui/index.ts';

/** The three panes before anything is known: drawn by the server, so that the first paint has the shape of the page. */
export function MailSkeleton() {
  return (
    <div aria-busy className="flex h-dvh overflow-hidden bg-paper">
      <div className="hidden w-58 flex-col gap-3 border-e border-line bg-paper-sunken px-4 py-4 desktop:flex">
        <div className="flex items-center gap-2.5">
          <Skeleton round className="size-8" />
          <Skeleton className="h-3 w-28" />
        </div>
        <Skeleton className="mb-2 h-9 rounded-md" />
        <Skeleton className="h-3 w-20" />
        <Skeleton className="h-3 w-24" />
        <Skeleton className="h-3 w-16" />
        <Skeleton className="h-3 w-28" />
      </div>
      <div className="flex flex-1 flex-col border-line tablet:max-w-[420px] tablet:border-e">
        <div className="px-3 py-2">
          <Skeleton className="h-9 rounded-md" />
        </div>
        {['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'].map((row) => (
          <div key={row} className="flex h-17 items-center gap-3 border-b border-line px-3">
            <Skeleton round className="size-9" />
            <div className="flex flex-1 flex-col gap-2">
              <Skeleton className="h-3 w-2/5" />
              <Skeleton className="h-3 w-4/5" />
            </div>
          </div>
        ))}
      </div>
    </div>
  );
}
