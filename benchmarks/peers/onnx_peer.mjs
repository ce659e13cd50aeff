// ONNX Runtime on the predictions of Strata.Benchmarks: same names, same networks, same rules.
//
//     node onnx_peer.mjs MODELS CASE THREADS SECONDS
//
// MODELS is a folder that torch_peer.py --export-onnx has filled; ORT_DIR one in which `npm install --ignore-scripts onnxruntime-node` has been run.
// Prints one line of JSON: the case, the median and the best seconds of one repetition, the peak resident memory. A call is asynchronous,
// and what that costs, some 10 µs, is in the figures.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const ort = createRequire(`${process.env.ORT_DIR}/`)('onnxruntime-node');
const [folder, name, threads, limit] = process.argv.slice(2);
const [, network, batch] = name.match(/^predict-(.*)-(\d+)$/);
const session = await ort.InferenceSession.create(`${folder}/${network}.onnx`, { intraOpNumThreads: +threads, interOpNumThreads: 1 });
const shape = [+batch, ...JSON.parse(readFileSync(`${folder}/${network}.json`, 'utf8'))];
const data = Float32Array.from({ length: shape.reduce((a, b) => a * b) }, () => 2 * Math.random() - 1);
const feeds = { x: new ort.Tensor('float32', data, shape) };

async function seconds(repeats) {
  const start = performance.now();
  for (let i = 0; i < repeats; i++) await session.run(feeds);
  return (performance.now() - start) / 1000 / repeats;
}

const started = performance.now(), passed = () => (performance.now() - started) / 1000;
let one;
for (let i = 0; i < 3 || passed() < Math.min(1.5, +limit); i++) one = await seconds(1);
const repeats = Math.max(1, Math.floor(0.004 / one)), blocks = [], begun = passed();
while (blocks.length < 3 || passed() - begun < +limit || (blocks.length < 11 && passed() - begun < 3 * limit)) blocks.push(await seconds(repeats));
blocks.sort((a, b) => a - b);
const peak = +readFileSync('/proc/self/status', 'utf8').match(/VmHWM:\s*(\d+)/)[1] * 1024;
console.log(JSON.stringify({ case: name, threads: +threads, median_s: blocks[blocks.length >> 1], best_s: blocks[0], peak_bytes: peak }));
