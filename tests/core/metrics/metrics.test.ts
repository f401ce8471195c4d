import { describe, expect, test } from 'bun:test';
import { createMetricsMemory, openMetrics } from '../../../src/core/metrics/index.ts';

const build = { version: '0.1.0', model: 'inkwell 1.0.0', sha256: 'ab' };
const linesOf = (text: string, name: string) => text.split('\n').filter((line) => line.startsWith(name));

describe('what several threads count', () => {
  test('adds up, label by label', () => {
    const memory = createMetricsMemory(3);
    const [one, two] = [openMetrics(memory, 0), openMetrics(memory, 2)];
    one.prediction('inkwell 1.0.0', 7, 'ok');
    two.prediction('inkwell 1.0.0', 7, 'ok');
    two.prediction('inkwell 1.0.0', null, 'blank');
    expect(linesOf(one.expose(build, {}), 'inkwell_predictions_total')).toEqual([
      'inkwell_predictions_total{model="inkwell 1.0.0",digit="7",status="ok"} 2',
      'inkwell_predictions_total{model="inkwell 1.0.0",digit="none",status="blank"} 1',
    ]);
    expect(two.expose(build, {})).toBe(one.expose(build, {}));
  });

  test('merges histograms bucket by bucket, and their buckets are cumulative', () => {
    const memory = createMetricsMemory(2);
    openMetrics(memory, 0).inference(0.0002, 1);
    openMetrics(memory, 1).inference(0.004, 3);
    openMetrics(memory, 1).inference(60, 2000);
    const lines = linesOf(openMetrics(memory, 0).expose(build, {}), 'inkwell_inference_duration_seconds');
    const value = (part: string) =>
      Number(
        lines
          .find((line) => line.includes(part))
          ?.split(' ')
          .at(-1),
      );
    expect(value('le="0.0001"')).toBe(0);
    expect(value('le="0.00025"')).toBe(1);
    expect(value('le="0.005"')).toBe(2);
    expect(value('le="10"')).toBe(2);
    expect(value('le="+Inf"')).toBe(3);
    expect(value('_count')).toBe(3);
    expect(value('_sum')).toBeCloseTo(60.0042, 6);
  });

  test('goes on in the successor of a thread that died', () => {
    const memory = createMetricsMemory(1);
    openMetrics(memory, 0).request('GET', '/livez', 200, 0.001);
    const successor = openMetrics(memory, 0);
    successor.request('GET', '/livez', 200, 0.001);
    expect(linesOf(successor.expose(build, {}), 'inkwell_http_request_duration_seconds_count')).toEqual([
      'inkwell_http_request_duration_seconds_count{method="GET",route="/livez",status="200"} 2',
    ]);
  });
});

describe('the text', () => {
  test('says help and type of every family once, and tells zero of what has not happened', () => {
    const text = openMetrics().expose(build, { databaseBytes: 4096, startedAtSeconds: 1.5 });
    const types = linesOf(text, '# TYPE').map((line) => line.split(' ')[2]);
    expect(new Set(types).size).toBe(types.length);
    expect(linesOf(text, '# HELP')).toHaveLength(types.length);
    expect(text).toContain('\ninkwell_queue_depth 0\n');
    expect(text).toContain('\ninkwell_database_size_bytes 4096\n');
    expect(text).toContain('\nprocess_start_time_seconds 1.5\n');
    expect(text).toContain('inkwell_build_info{version="0.1.0",model="inkwell 1.0.0",model_sha256="ab"} 1\n');
    expect(text).toEndWith('\n');
  });

  test('names follow the rules: base units, _total for counters alone', () => {
    const text = openMetrics().expose(build, {});
    for (const [, name = '', type] of text.matchAll(/^# TYPE (\S+) (\w+)$/gm)) {
      expect(name).toMatch(/^(inkwell|process)_[a-z_]+$/);
      expect(name.endsWith('_total')).toBe(type === 'counter');
      expect(name).not.toMatch(/_(ms|milliseconds|kb|mb)$/);
    }
  });

  test('a label cannot break out of its quotes, and a model never seen before cannot grow it for ever', () => {
    const metrics = openMetrics();
    metrics.prediction('a"} 5\n\\', 1, 'ok');
    for (let i = 0; i < 100; i++) metrics.prediction(`m${i}`, 1, 'ok');
    const lines = linesOf(metrics.expose(build, {}), 'inkwell_predictions_total');
    expect(lines).toHaveLength(17);
    expect(lines).toContain('inkwell_predictions_total{model="a\\"} 5 \\\\",digit="1",status="ok"} 1');
    expect(lines.find((line) => line.includes('"other"'))).toEndWith(' 85');
  });
});

describe('the last hour', () => {
  const minute = 60_000;
  const now = Date.UTC(2026, 10, 23, 16, 0, 30);

  test('holds what threads answered in sixty minutes, not what came before', () => {
    const memory = createMetricsMemory(2);
    const [one, two] = [openMetrics(memory, 0), openMetrics(memory, 1)];
    one.answered('predict', now - 61 * minute, 500, 1);
    one.answered('predict', now - 59 * minute, 201, 1);
    two.answered('predict', now - 59 * minute, 422, 1);
    two.answered('predict', now, 503, 1);
    one.answered('other', now, 200, 1);
    const hour = one.lastHour('predict', now);
    expect(hour).toMatchObject({ requests: 3, refused: 1, failed: 1 });
    expect(hour.minutes).toHaveLength(60);
    expect(hour.minutes[0]).toEqual({ requests: 2, refused: 1, failed: 0 });
    expect(hour.minutes.at(-1)).toEqual({ requests: 1, refused: 0, failed: 1 });
  });

  test('forgets a minute when its place is needed again', () => {
    const metrics = openMetrics();
    metrics.answered('predict', now, 200, 1);
    metrics.answered('predict', now + 64 * minute, 200, 1);
    expect(metrics.lastHour('predict', now + 64 * minute).requests).toBe(1);
  });

  test('its percentiles lie within a seventh of the true ones', () => {
    const metrics = openMetrics();
    for (let i = 1; i <= 1000; i++) metrics.answered('predict', now, 200, i);
    const { p50, p90, p99 } = metrics.lastHour('predict', now).latencyMs;
    for (const [found, truth] of [
      [p50, 500],
      [p90, 900],
      [p99, 990],
    ] as const)
      expect(Math.abs((found ?? 0) - truth) / truth).toBeLessThan(1 / 7);
  });

  test('says nothing of latency when nothing was asked', () => {
    expect(openMetrics().lastHour('predict', now).latencyMs).toEqual({ p50: null, p90: null, p99: null });
  });
});
