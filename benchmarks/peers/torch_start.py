"""PyTorch on what Strata.Start does: Caffe's LeNet learns from its first batch."""
import torch
import torch.nn.functional as F
from torch import nn

model = nn.Sequential(nn.Conv2d(1, 20, 5), nn.MaxPool2d(2), nn.Conv2d(20, 50, 5), nn.MaxPool2d(2), nn.Flatten(), nn.Linear(800, 500), nn.ReLU(), nn.Linear(500, 10))
step = torch.optim.SGD(model.parameters(), 0.01, 0.9)
x, labels = torch.rand(64, 1, 28, 28), torch.arange(64) % 10
loss = F.cross_entropy(model(x), labels)
loss.backward()
step.step()
print(loss.item())
