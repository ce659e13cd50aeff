// What a user waits for: Caffe's LeNet learns from its first batch of 64 pictures. benchmarks/start times it as a whole process.
using Strata.Layers;
using Strata.Losses;
using Strata.Ops;
using Strata.Optimizers;
using Strata.Tensors;
using Strata.Training;

var model = new Sequential(new Conv2D(20, 5), new MaxPool2D(2), new Conv2D(50, 5), new MaxPool2D(2), new Flatten(), new Dense(500), new Relu(), new Dense(10));
var step = new TrainStep(model, new Sgd(0.01, momentum: 0.9), new SoftmaxCrossEntropy());
Tensor x = RandomOps.Uniform([64, 1, 28, 28], 0, 1, new RandomStream(1)), labels = Tensor.Wrap([.. Enumerable.Range(0, 64).Select(i => i % 10)]);
Console.WriteLine(step.Run(x, labels));
