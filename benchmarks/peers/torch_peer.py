#!/usr/bin/env python3
"""PyTorch on the cases of Strata.Benchmarks: same names, same shapes, same rules.

    torch_peer.py CASE [--threads N] [--seconds S] [--layout nchw|nhwc]
    torch_peer.py --list
    torch_peer.py --export-onnx DIR     (the networks of the predictions, for onnx_peer.mjs)

Prints one line of JSON: the case, the median and the best seconds of one repetition, the peak resident memory.
"""
import argparse
import json
import os
import resource
import statistics
import time

parser = argparse.ArgumentParser()
parser.add_argument("case", nargs="?")
parser.add_argument("--threads", type=int, default=1)
parser.add_argument("--seconds", type=float, default=2)
parser.add_argument("--layout", choices=["nchw", "nhwc"], default="nchw")
parser.add_argument("--list", action="store_true")
parser.add_argument("--export-onnx", metavar="DIR")
arguments = parser.parse_args()
for name in ("OMP", "OPENBLAS", "BLIS", "DNNL", "MKL"):
    os.environ[f"{name}_NUM_THREADS"] = str(arguments.threads)

import torch  # noqa: E402 (reads the variables above)
from torch import nn  # noqa: E402
import torch.nn.functional as F  # noqa: E402

torch.set_num_threads(arguments.threads)
torch.manual_seed(1)
CASES = {}


def case(name):
    def add(make):
        CASES[name] = make
        return make
    return add


# Networks

def mlp(*units, dropout=0.0, activation=nn.ReLU):
    layers = []
    for i, o in zip(units, units[1:]):
        layers += [nn.Linear(i, o), activation()] + ([nn.Dropout(dropout)] if dropout else [])
    return nn.Sequential(*layers[:-2 if dropout else -1])


def lenet5():
    return nn.Sequential(
        nn.Conv2d(1, 6, 5, padding=2), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(6, 16, 5), nn.ReLU(), nn.MaxPool2d(2),
        nn.Flatten(), nn.Linear(400, 120), nn.ReLU(), nn.Linear(120, 84), nn.ReLU(), nn.Linear(84, 10))


def caffe_lenet():
    return nn.Sequential(
        nn.Conv2d(1, 20, 5), nn.MaxPool2d(2), nn.Conv2d(20, 50, 5), nn.MaxPool2d(2), nn.Flatten(), nn.Linear(800, 500), nn.ReLU(), nn.Linear(500, 10))


def small_vgg():
    layers, channels = [], 3
    for n in (64, 128, 256):
        layers += [nn.Conv2d(channels, n, 3, padding=1), nn.ReLU(), nn.Conv2d(n, n, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2)]
        channels = n
    return nn.Sequential(*layers, nn.Flatten(), nn.Linear(4096, 512), nn.ReLU(), nn.Linear(512, 10))


class Block(nn.Module):
    def __init__(self, i, o, stride):
        super().__init__()
        self.body = nn.Sequential(
            nn.Conv2d(i, o, 3, stride, 1, bias=False), nn.BatchNorm2d(o), nn.ReLU(), nn.Conv2d(o, o, 3, 1, 1, bias=False), nn.BatchNorm2d(o))
        self.past = nn.Identity() if i == o else nn.Sequential(nn.Conv2d(i, o, 1, stride, bias=False), nn.BatchNorm2d(o))

    def forward(self, x):
        return F.relu(self.body(x) + self.past(x))


def resnet18(small):
    layers = [nn.Conv2d(3, 64, 3, 1, 1, bias=False), nn.BatchNorm2d(64), nn.ReLU()] if small else [
        nn.Conv2d(3, 64, 7, 2, 3, bias=False), nn.BatchNorm2d(64), nn.ReLU(), nn.MaxPool2d(3, 2, 1)]
    channels = 64
    for n, stride in ((64, 1), (64, 1), (128, 2), (128, 1), (256, 2), (256, 1), (512, 2), (512, 1)):
        layers.append(Block(channels, n, stride))
        channels = n
    return nn.Sequential(*layers, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(512, 10 if small else 1000))


class CharacterModel(nn.Module):
    def __init__(self, kind):
        super().__init__()
        self.recurrent, self.dense = getattr(nn, kind)(96, 512), nn.Linear(512, 96)

    def forward(self, x):
        return self.dense(self.recurrent(x)[0]).flatten(0, 1)


# Training steps

def sgd(decay=0.0):
    return lambda p: torch.optim.SGD(p, 0.01, 0.9, weight_decay=decay)


def step(name, network, rule, x, classes):
    @case(f"train-{name}")
    def make():
        model, inputs = network(), x()
        if arguments.layout == "nhwc" and inputs.dim() == 4:
            model, inputs = model.to(memory_format=torch.channels_last), inputs.to(memory_format=torch.channels_last)
        optimizer = rule(model.parameters())
        outputs = model(inputs).shape[0]
        labels = torch.arange(outputs) * 7 % classes

        def run():
            optimizer.zero_grad(set_to_none=True)
            loss = F.cross_entropy(model(inputs), labels)
            loss.backward()
            optimizer.step()
            return loss.item()
        return run


def rand(*shape):
    return lambda: torch.rand(*shape) * 2 - 1


step("lenet5", lenet5, sgd(), rand(64, 1, 28, 28), 10)
step("caffe-lenet", caffe_lenet, sgd(5e-4), rand(64, 1, 28, 28), 10)
step("mlp-32", lambda: mlp(784, 1000, 1000, 1000, 10), sgd(), rand(32, 784), 10)
step("mlp-128", lambda: mlp(784, 1000, 1000, 1000, 10), sgd(), rand(128, 784), 10)
step("keras-mlp", lambda: mlp(784, 512, 512, 10, dropout=0.2), lambda p: torch.optim.RMSprop(p, 1e-3, 0.9, 1e-7), rand(128, 784), 10)
step("vgg-small", small_vgg, sgd(), rand(64, 3, 32, 32), 10)
step("resnet18", lambda: resnet18(True), sgd(5e-4), rand(32, 3, 32, 32), 10)
for name, kind in (("lstm", "LSTM"), ("gru", "GRU"), ("rnn", "RNN")):
    step(name, lambda kind=kind: CharacterModel(kind), lambda p: torch.optim.Adam(p, 1e-3),
         lambda: F.one_hot(torch.arange(64 * 32) * 7 % 96, 96).float().view(64, 32, 96), 96)
step("tiny", lambda: mlp(4, 8, 3), lambda p: torch.optim.SGD(p, 0.01), rand(1, 4), 3)
step("tiny-adam", lambda: mlp(4, 8, 3), lambda p: torch.optim.Adam(p), rand(1, 4), 3)


@case("train-rbm")
def rbm():
    v, w, b, c, rate = torch.rand(100, 784), torch.randn(784, 500) * 0.01, torch.zeros(784), torch.zeros(500), 0.1 / 100

    def run():
        p = torch.addmm(c, v, w).sigmoid_()
        h = torch.bernoulli(p)
        v1 = torch.addmm(b, h, w.t()).sigmoid_()
        p1 = torch.addmm(c, v1, w).sigmoid_()
        w.addmm_(v.t(), p, alpha=rate)
        w.addmm_(v1.t(), p1, alpha=-rate)
        b.add_((v - v1).sum(0), alpha=rate)
        c.add_((p - p1).sum(0), alpha=rate)
    return run


def denoising(batch):
    @case(f"train-denoising-{batch}")
    def make():
        x = torch.rand(batch, 784)
        w, b, c = (torch.randn(784, 1000) * 0.02).requires_grad_(), torch.zeros(1000, requires_grad=True), torch.zeros(784, requires_grad=True)
        optimizer = torch.optim.SGD([w, b, c], 0.1)

        def run():
            optimizer.zero_grad(set_to_none=True)
            noisy = x * torch.empty_like(x).bernoulli_(0.7)
            code = torch.addmm(b, noisy, w).sigmoid()
            loss = F.binary_cross_entropy_with_logits(torch.addmm(c, code, w.t()), x, reduction="sum") / batch
            loss.backward()
            optimizer.step()
        return run


denoising(20)
denoising(100)


@case("train-gan")
def gan():
    leaky = lambda: nn.LeakyReLU(0.2)  # noqa: E731
    generator = nn.Sequential(mlp(100, 256, 512, 784, activation=leaky), nn.Tanh())
    discriminator = mlp(784, 512, 256, 1, activation=leaky)
    rule_g, rule_d = (torch.optim.Adam(m.parameters(), 2e-4, (0.5, 0.999)) for m in (generator, discriminator))
    x, real, made, loss = rand(64, 784)(), torch.ones(64, 1), torch.zeros(64, 1), F.binary_cross_entropy_with_logits

    def run():
        fake = generator(torch.randn(64, 100))
        rule_d.zero_grad(set_to_none=True)
        (loss(discriminator(x), real) + loss(discriminator(fake.detach()), made)).backward()
        rule_d.step()
        rule_g.zero_grad(set_to_none=True)
        discriminator.requires_grad_(False)
        loss(discriminator(fake), real).backward()
        discriminator.requires_grad_(True)
        rule_g.step()
    return run


# Predictions: eager, or frozen and fused by PyTorch's own compiler, whichever is faster.

NETWORKS = {}


def predict(name, batch, network, *sample):
    NETWORKS[name] = (network, sample)

    @case(f"predict-{name}-{batch}")
    def make():
        model, x = network().eval(), rand(batch, *sample)()
        with torch.no_grad():
            fused = torch.jit.optimize_for_inference(torch.jit.trace(model, x))
            for _ in range(5):
                fused(x)

        def run(model):
            with torch.inference_mode():
                return model(x)
        return min((lambda: run(model), lambda: run(fused)), key=lambda f: min(seconds(f, 1) for _ in range(5)))


for size in (1, 64):
    predict("lenet5", size, lenet5, 1, 28, 28)
    predict("mlp", size, lambda: mlp(784, 1000, 1000, 1000, 10), 784)
    predict("resnet18", size, lambda: resnet18(False), 3, 224, 224)
predict("tiny", 1, lambda: mlp(4, 8, 3), 4)


# Element-wise work

PICTURE = (64, 64, 28, 28)


def element(name, make):
    CASES[f"element-{name}"] = make


def on(x, function):
    return lambda: (lambda v: lambda: function(v))(x())


for f in (torch.relu, torch.sigmoid, torch.tanh, torch.exp, torch.sin, F.softplus):
    element(f"{f.__name__}-16k", on(rand(1 << 14), f))
    element(f"{f.__name__}-1m", on(rand(1 << 20), f))
element("log-1m", on(lambda: torch.rand(1 << 20), torch.log))
element("cross-entropy-step-1m", on(
    lambda: (rand(1 << 20)().requires_grad_(), torch.rand(1 << 20)),
    lambda x: torch.autograd.grad(F.binary_cross_entropy_with_logits(*x), x[0])))
element("add-1m", on(lambda: (rand(1 << 20)(), rand(1 << 20)()), lambda x: x[0] + x[1]))
element("add-bias-128x1000", on(lambda: (rand(128, 1000)(), rand(1000)()), lambda x: x[0] + x[1]))
element("sum-1m", on(rand(1 << 20), torch.sum))
element("softmax-128x1000", on(rand(128, 1000), lambda x: torch.softmax(x, 1)))
element("dropout-1m", on(rand(1 << 20), lambda x: F.dropout(x, 0.5, True)))
element("normal-1m", on(rand(1 << 20), lambda x: x.normal_()))
element("bernoulli-1m", on(lambda: torch.rand(1 << 20), torch.bernoulli))
element("maxpool-forward", on(rand(*PICTURE), lambda x: F.max_pool2d(x, 2)))


def normalization(training, backward):
    def make():
        layer, x = nn.BatchNorm2d(64).train(training), rand(*PICTURE)().requires_grad_(backward)
        dy = rand(*PICTURE)()

        def run():
            if backward:
                torch.autograd.grad(layer(x), [x, layer.weight, layer.bias], dy)
            else:
                with torch.no_grad():
                    layer(x)
        return run
    return make


element("batchnorm-forward", normalization(True, False))
element("batchnorm-predict", normalization(False, False))
element("batchnorm-step", normalization(True, True))


def update(name, rule):
    @case(f"update-{name}")
    def make():
        shapes = [(1000, 784), (1000,), (1000, 1000), (1000,), (1000, 1000), (1000,), (10, 1000), (10,)]
        parameters = [rand(*s)().requires_grad_() for s in shapes]
        for p in parameters:
            p.grad = rand(*p.shape)()
        return rule(parameters).step


update("sgd-momentum", lambda p: torch.optim.SGD(p, 1e-6, 0.9))
update("rmsprop", lambda p: torch.optim.RMSprop(p, 1e-6, 0.9, 1e-7))
update("adam", lambda p: torch.optim.Adam(p, 1e-6))


# Measurement, as Strata.Benchmarks does it

def seconds(run, repeats):
    start = time.perf_counter()
    for _ in range(repeats):
        run()
    return (time.perf_counter() - start) / repeats


def measure(name):
    run = CASES[name]()
    start, i = time.perf_counter(), 0
    while i < 3 or time.perf_counter() - start < min(1.5, arguments.seconds):
        one, i = seconds(run, 1), i + 1
    repeats = max(1, int(0.004 / one))
    blocks, start = [], time.perf_counter()
    while len(blocks) < 3 or (passed := time.perf_counter() - start) < arguments.seconds or (len(blocks) < 11 and passed < 3 * arguments.seconds):
        blocks.append(seconds(run, repeats))
    print(json.dumps({
        "case": name, "threads": arguments.threads, "median_s": statistics.median(blocks), "best_s": min(blocks),
        "peak_bytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024}))


def export(folder):
    os.makedirs(folder, exist_ok=True)
    for name, (network, sample) in NETWORKS.items():
        torch.onnx.export(
            network().eval(), rand(1, *sample)(), os.path.join(folder, f"{name}.onnx"), input_names=["x"], output_names=["y"],
            dynamic_axes={"x": {0: "batch"}, "y": {0: "batch"}})
        with open(os.path.join(folder, f"{name}.json"), "w") as file:
            json.dump(sample, file)


if arguments.list:
    print("\n".join(CASES))
elif arguments.export_onnx:
    export(arguments.export_onnx)
else:
    measure(arguments.case)
