using Strata.Data;
using Strata.Layers;
using Strata.Losses;
using Strata.Optimizers;
using Strata.Training;

ImageSet digits = Digits.Load();                   // real handwritten digits, embedded in the library
var model = new Sequential(
    new Conv2D(6, 5, padding: 2), new Tanh(), new AvgPool2D(2),
    new Conv2D(16, 5), new Tanh(), new AvgPool2D(2),
    new Flatten(), new Dense(120), new Tanh(), new Dense(84), new Tanh(), new Dense(10));

var trainer = new Trainer(model, new Sgd(0.05, momentum: 0.9), new SoftmaxCrossEntropy(), seed: 1);
History history = trainer.Fit(digits.Train, epochs: 20, validation: digits.Test);
Console.WriteLine(model.Summary());
Console.WriteLine($"test accuracy {history.Last.Metrics["val_accuracy"]:P2}, {history.Last.SamplesPerSecond:N0} images a second");
model.Save("digits.safetensors");
