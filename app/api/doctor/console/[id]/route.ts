import { withUser } from '#lib/auth/index.ts';
import { type ConsoleEvent, consoleInputSchema } from '#lib/contract/index.ts';
import { currentGateway } from '#lib/gateway/index.ts';

type Input = ReturnType<typeof consoleInputSchema.parse>;

/** A line, or an act. What comes of it is told by the stream. */
export const POST = withUser<Input, { id: string }>(
  consoleInputSchema,
  async ({ asker, body, params }) => {
    await (await currentGateway()).consoles.act(asker.personId, params.id, body);
  },
  { cookieOnly: true },
);

/** Hangs up. */
export const DELETE = withUser<{ id: string }>(
  null,
  async ({ asker, params }) => {
    (await currentGateway()).consoles.close(asker.personId, params.id);
  },
  { cookieOnly: true },
);

/** Everything that crosses this console, from its beginning on: an event stream of `ConsoleEvent`s. */
export const GET = withUser<{ id: string }>(
  null,
  async ({ asker, params }) => {
    const { consoles } = await currentGateway();
    const encoder = new TextEncoder();
    let leave: () => void = () => {};
    const stream = new ReadableStream<Uint8Array>({
      start(controller) {
        let isOver = false;
        const tell = (event: ConsoleEvent) => {
          if (isOver) return;
          controller.enqueue(encoder.encode(`data: ${JSON.stringify(event)}\n\n`));
          if (event.type !== 'state' || event.isOpen) return;
          isOver = true;
          controller.close();
        };
        leave = consoles.listen(asker.personId, params.id, tell);
      },
      cancel: () => leave(),
    });
    return new Response(stream, { headers: { 'Content-Type': 'text/event-stream; charset=utf-8', 'X-Accel-Buffering': 'no' } });
  },
  { cookieOnly: true },
);
