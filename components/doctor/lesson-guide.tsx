import { useState } from 'react';
import { n, t } from '#lib/client/index.ts';
import type { ConsoleInput } from '#lib/contract/index.ts';
import { Button } from '../ui/button.tsx';
import { classNames } from '../ui/class-names.ts';
import { type Lesson, type LessonStep, stepsOf } from './lessons.ts';

type LessonGuideProps = {
  lesson: Lesson;
  isSecureFromTheStart: boolean;
  isOpen: boolean;
  fill: (line: string) => string;
  onSend: (input: ConsoleInput) => Promise<void>;
};

/** A lesson beside the line: each step says why before it is done. */
export function LessonGuide({ lesson, isSecureFromTheStart, isOpen, fill, onSend }: LessonGuideProps) {
  const [done, setDone] = useState(0);
  const steps = stepsOf(lesson, isSecureFromTheStart);
  const lineOf = ({ does }: LessonStep) => ('line' in does ? fill(does.line) || '↵' : null);
  return (
    <section aria-label={t(lesson.title)} className="min-w-0">
      <h2 className="mb-1 text-sm font-semibold">{t(lesson.title)}</h2>
      <p className="mb-3 text-sm text-ink-muted" role="status">
        {done < steps.length ? t('console.step', { number: n(done + 1), count: n(steps.length) }) : t('console.lessonDone')}
      </p>
      <ol className="flex flex-col gap-2">
        {steps.slice(0, done + 1).map((step, index) => (
          <li
            key={step.say}
            className={classNames('rounded-md border px-3 py-2 text-sm', index === done ? 'border-accent' : 'border-line text-ink-muted')}
          >
            <p>{t(step.say)}</p>
            {lineOf(step) === null ? null : (
              <p dir="ltr" className="mt-1 font-mono text-xs wrap-anywhere">
                {lineOf(step)}
              </p>
            )}
            {index === done ? (
              <Button
                size="small"
                variant="primary"
                className="mt-2"
                disabled={!isOpen}
                onClick={() => {
                  setDone(done + 1);
                  const { does } = step;
                  void onSend('line' in does ? { line: fill(does.line) } : does);
                }}
              >
                {t('console.do')}
              </Button>
            ) : null}
          </li>
        ))}
      </ol>
    </section>
  );
}
