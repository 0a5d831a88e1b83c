import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readSensors } from './sensors.ts';

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'coco-sys-'));
});
afterEach(async () => rm(root, { recursive: true }));

async function files(content: Readonly<Record<string, string>>): Promise<void> {
  for (const [name, text] of Object.entries(content)) {
    await mkdir(dirname(join(root, name)), { recursive: true });
    await writeFile(join(root, name), `${text}\n`);
  }
}

const battery = (status: string) => ({
  'class/power_supply/BAT0/type': 'Battery',
  'class/power_supply/BAT0/status': status,
});
const mains = (online: string) => ({
  'class/power_supply/AC/type': 'Mains',
  'class/power_supply/AC/online': online,
});

describe('Sensors', () => {
  it('tell nothing where there are none', async () => {
    expect(await readSensors(root)).toEqual({ onBattery: null, temperature: null });
    expect(await readSensors(join(root, 'missing'))).toEqual({ onBattery: null, temperature: null });
  });

  it('tell whether the machine runs on battery', async () => {
    await files({ ...battery('Discharging'), ...mains('0') });
    expect((await readSensors(root)).onBattery).toBe(true);
    await files({ ...battery('Charging'), ...mains('1') });
    expect((await readSensors(root)).onBattery).toBe(false);
    await files({ ...battery('Discharging'), ...mains('1') });
    expect((await readSensors(root)).onBattery).toBe(false);
  });

  it('do not take the battery of a mouse for the machine’s', async () => {
    await files({ ...battery('Discharging'), 'class/power_supply/BAT0/scope': 'Device' });
    expect((await readSensors(root)).onBattery).toBeNull();
  });

  it('tell the hottest of the processor’s sensors, and not a disk’s', async () => {
    await files({
      'class/hwmon/hwmon0/name': 'k10temp',
      'class/hwmon/hwmon0/temp1_input': '61500',
      'class/hwmon/hwmon0/temp3_input': '63250',
      'class/hwmon/hwmon1/name': 'nvme',
      'class/hwmon/hwmon1/temp1_input': '80000',
    });
    expect((await readSensors(root)).temperature).toBe(63.25);
  });

  it('take a thermal zone where no driver tells, and leave out what no processor can have', async () => {
    await files({
      'class/thermal/thermal_zone0/type': 'acpitz',
      'class/thermal/thermal_zone0/temp': '90000',
      'class/thermal/thermal_zone1/type': 'x86_pkg_temp',
      'class/thermal/thermal_zone1/temp': '55000',
      'class/thermal/thermal_zone2/type': 'cpu-thermal',
      'class/thermal/thermal_zone2/temp': 'nonsense',
      'class/thermal/thermal_zone3/type': 'cpu-thermal',
      'class/thermal/thermal_zone3/temp': '255000',
    });
    expect((await readSensors(root)).temperature).toBe(55);
  });
});
