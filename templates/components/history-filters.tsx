import { notADigit, statuses } from '../../src/core/prediction.ts';
import { asText, type HistoryFilter, historyUrl, inPercent } from '../history-url.ts';
import { digits, statusWords } from '../words.ts';

interface HistoryFiltersProps {
  readonly filter: HistoryFilter;
  /** Versions of all models that have read here. */
  readonly versions: readonly string[];
}

/** What is asked for most, as links of one click; the rest in a form that waits until it is wanted. */
export function HistoryFilters({ filter, versions }: HistoryFiltersProps) {
  const { digit: _digit, status: _status, ...rest } = filter;
  const more = Object.values(rest).filter((value) => value !== undefined).length;
  return (
    <search class="filters">
      <ul class="chips" aria-label="By digit">
        <Chip
          href={historyUrl({ ...filter, digit: undefined })}
          text="All"
          label="All digits"
          chosen={filter.digit === undefined}
        />
        {digits.map((digit) => (
          <Chip
            href={historyUrl({ ...filter, digit })}
            text={String(digit)}
            chosen={filter.digit === digit}
          />
        ))}
      </ul>
      <ul class="chips" aria-label="By how it went">
        <Chip
          href={historyUrl({ ...filter, status: undefined })}
          text="All"
          label="All answers"
          chosen={filter.status === undefined}
        />
        {statuses.map((status) => (
          <Chip
            href={historyUrl({ ...filter, status })}
            text={statusWords[status]}
            chosen={filter.status === status}
          />
        ))}
      </ul>
      <details class="more" open={more > 0}>
        <summary>More filters{more > 0 ? ` (${more} in use)` : ''}</summary>
        <MoreFilters filter={filter} versions={versions} />
      </details>
    </search>
  );
}

interface ChipProps {
  readonly href: string;
  readonly text: string;
  readonly chosen: boolean;
  /** Says more than the text, for those who don't see what it stands beside. */
  readonly label?: string;
}

function Chip({ href, text, chosen, label }: ChipProps) {
  return (
    <li>
      <a class="chip" href={href} aria-current={chosen ? 'true' : undefined} aria-label={label} safe>
        {text}
      </a>
    </li>
  );
}

type Option = readonly [value: string, text: string];

const truths: readonly Option[] = [
  ['', 'Any'],
  ['none', 'Nobody said'],
  ['any', 'Somebody said'],
  ...digits.map((digit): Option => [String(digit), `Really ${digit}`]),
  [notADigit, 'Not a digit'],
];
const verdicts: readonly Option[] = [
  ['', 'Any'],
  ['right', 'Right'],
  ['wrong', 'Wrong'],
];
const samples: readonly Option[] = [
  ['', 'Any'],
  ['1', 'In it'],
  ['0', 'Not in it'],
];

/** A plain form with an address of its own for every choice. */
function MoreFilters({ filter, versions }: HistoryFiltersProps) {
  const { digit, status, label, labelled, sampled, model, minConfidence, maxConfidence, from, until } =
    filter;
  const known = model === undefined || versions.includes(model) ? versions : [model, ...versions];
  return (
    <form class="more-form" method="get" action="/history" data-filters="">
      {digit === undefined ? '' : <input type="hidden" name="digit" value={String(digit)} />}
      {status === undefined ? '' : <input type="hidden" name="status" value={status} />}
      <Choice name="label" title="True digit" options={truths} chosen={label} />
      <Choice name="labelled" title="Inkwell was" options={verdicts} chosen={labelled} />
      <fieldset class="bounds">
        <legend>Confidence in percent</legend>
        <Share name="min" title="At least" value={inPercent(minConfidence)} />
        <Share name="max" title="Below" value={inPercent(maxConfidence)} />
      </fieldset>
      <fieldset class="bounds">
        <legend>Read (UTC)</legend>
        <Day name="from" title="On or after" value={from} />
        <Day name="until" title="Before" value={until} />
      </fieldset>
      <Choice
        name="model"
        title="Model"
        options={[['', 'Any version'], ...known.map((version): Option => [version, version])]}
        chosen={model}
      />
      <Choice
        name="sampled"
        title="Random sample"
        options={samples}
        chosen={sampled === undefined ? undefined : Number(sampled)}
      />
      <p class="more-ways">
        <button type="submit" class="button primary small">
          Show
        </button>
        <a class="button small" href="/history">
          Clear all
        </a>
      </p>
    </form>
  );
}

interface ChoiceProps {
  readonly name: string;
  readonly title: string;
  readonly options: readonly Option[];
  readonly chosen: string | number | undefined;
}

function Choice({ name, title, options, chosen = '' }: ChoiceProps) {
  return (
    <label class="field">
      <span safe>{title}</span>
      <select name={name}>
        {options.map(([value, text]) => (
          <option value={value} selected={value === String(chosen)} safe>
            {text}
          </option>
        ))}
      </select>
    </label>
  );
}

function Share({ name, title, value }: { name: string; title: string; value: number | undefined }) {
  return (
    <label class="field">
      <span safe>{title}</span>
      <input
        type="number"
        name={name}
        min="0"
        max="100"
        step="any"
        inputmode="decimal"
        value={value === undefined ? undefined : String(value)}
      />
    </label>
  );
}

function Day({ name, title, value }: { name: string; title: string; value: Date | undefined }) {
  return (
    <label class="field">
      <span safe>{title}</span>
      <input type="date" name={name} value={value && asText(value).slice(0, 10)} />
    </label>
  );
}
